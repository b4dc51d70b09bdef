package io.rapport.contactpolicy;

import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.database.RoundTrip;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The addresses that nothing is sent to any more, as they are read; incidents and operators' decisions write them. An
 * entry belongs to the address and not to the customer: who registers a new one can be written to there.
 */
@Component
public final class Suppressions {

    private final JdbcClient jdbc;
    private final SuppressionKey key;

    Suppressions(JdbcClient jdbc, SuppressionKey key) {
        this.jdbc = jdbc;
        this.key = key;
    }

    /**
     * An entry with what led to it.
     *
     * @param suppression reason and time
     * @param channel such as {@code email}
     * @param message the row of the outbox whose bounce or complaint it was; {@code null} if it was none
     * @param shared of {@link Reason#ERASED}: another customer had the address, too, so that what is owed to that one goes
     *     there
     */
    public record SuppressionEntry(Suppression suppression, String channel, UUID message, boolean shared) {}

    /**
     * Returns whether an address is suppressed.
     *
     * @param channel such as {@code email}
     * @param address as it is on file, in any spelling
     * @return the weightiest reason; empty if messages may go there
     */
    public Optional<Suppression> find(String channel, String address) {
        return find(channel, address, null, false);
    }

    /**
     * Returns whether an address is suppressed for a customer.
     *
     * @param channel such as {@code email}
     * @param address as it is on file, in any spelling
     * @param registeredAt when the customer opened the account; {@code null} if not known. Who registers with an address
     *     after its erasure starts anew: {@link Reason#ERASED} does not hold for them
     * @param owed whether the message is about a deal or a matter of the customer, and not advertising or care: it goes to
     *     those who had the address together with somebody who was erased
     * @return the weightiest reason; empty if messages may go there
     */
    public Optional<Suppression> find(String channel, String address, Instant registeredAt, boolean owed) {
        return inForce(entries(channel, address), registeredAt, owed);
    }

    /**
     * Returns the same by entries that were read before.
     *
     * @param entries of one address
     * @param registeredAt as above
     * @param owed as above
     * @return the weightiest reason; empty if messages may go there
     */
    public static Optional<Suppression> inForce(
            Collection<SuppressionEntry> entries, Instant registeredAt, boolean owed) {
        return entries.stream()
                .filter(entry -> holds(entry, registeredAt, owed))
                .map(SuppressionEntry::suppression)
                .min(Comparator.comparing(Suppression::reason));
    }

    /**
     * Asks for the entries of many addresses, together with other queries.
     *
     * @param asked of addresses, as {@link SuppressionKey#hashText} gives them
     * @param found gets the entries by hash; none for an address that is not suppressed
     */
    public static RoundTrip.Query entries(Collection<String> asked, Map<String, List<SuppressionEntry>> found) {
        return new RoundTrip.Query(
                """
                select encode(address, 'hex') as hash, reason, since, channel, message, shared
                from rapport.suppression
                where address in (select decode(hash, 'hex') from unnest(:hashes) as asked (hash))""",
                Map.of("hashes", asked.toArray(String[]::new)),
                row -> found.computeIfAbsent(row.getString("hash"), hash -> new ArrayList<>())
                        .add(entry(row)));
    }

    private static SuppressionEntry entry(ResultSet rs) throws SQLException {
        return new SuppressionEntry(
                new Suppression(
                        Reason.of(rs.getString("reason")),
                        rs.getTimestamp("since").toInstant()),
                rs.getString("channel"),
                rs.getObject("message", UUID.class),
                rs.getBoolean("shared"));
    }

    private static boolean holds(SuppressionEntry entry, Instant registeredAt, boolean owed) {
        boolean later = registeredAt != null
                && !registeredAt.isBefore(entry.suppression().since());
        return entry.suppression().reason() != Reason.ERASED || !later && !(entry.shared() && owed);
    }

    /**
     * @param channel such as {@code email}
     * @param address in any spelling
     * @return all entries of the address, the weightiest first
     */
    public List<SuppressionEntry> entries(String channel, String address) {
        return jdbc
                .sql("select reason, since, channel, message, shared from rapport.suppression where address = :address")
                .param("address", key.hash(channel, address))
                .query((rs, n) -> entry(rs))
                .list()
                .stream()
                .sorted(Comparator.comparing(entry -> entry.suppression().reason()))
                .toList();
    }

    /** @return how many addresses are suppressed, by reason; one that is so for two counts twice */
    public Map<Reason, Long> counts() {
        Map<Reason, Long> counts = new EnumMap<>(Reason.class);
        for (Reason each : Reason.values()) {
            counts.put(each, 0L);
        }
        jdbc.sql("select reason, count(*) from rapport.suppression group by reason")
                .query(rs -> {
                    counts.put(Reason.of(rs.getString(1)), rs.getLong(2));
                });
        return counts;
    }
}
