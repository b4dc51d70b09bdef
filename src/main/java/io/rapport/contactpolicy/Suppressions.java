package io.rapport.contactpolicy;

import io.rapport.address.Addresses;
import io.rapport.calendar.BusinessClock;
import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.database.Columns;
import io.rapport.database.OperatorDecision;
import io.rapport.link.LinkSecrets;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The addresses that nothing is sent to any more. An address is kept as HMAC-SHA256 only, under a key derived from the
 * application's secret, so that the entry may outlive the erasure of whose address it was. It belongs to the address and
 * not to the customer: who registers a new one can be written to there.
 */
@Component
public final class Suppressions {

    private final JdbcClient jdbc;
    private final BusinessClock clock;
    private final SuppressionKey key;

    /**
     * @param links one of them made the key, unless the next did
     * @param secret of a key that no link secret makes any more; empty otherwise
     * @throws IllegalStateException if the key of the database's entries is not among those
     */
    Suppressions(
            JdbcClient jdbc,
            BusinessClock clock,
            LinkSecrets links,
            @Value("${rapport.messaging.suppression-secret:}") String secret) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.key = SuppressionKey.of(jdbc, links, secret);
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
     * Something that an operator decided about an address.
     *
     * @param at when
     * @param who by whom
     * @param action {@code add} or {@code lift}
     * @param reason of the entry
     * @param note why
     */
    public record RecordedDecision(Instant at, String who, String action, Reason reason, String note) {}

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
     * Reads the entries of many addresses at once.
     *
     * @param hashes of addresses, as {@link #hash} gives them
     * @return by hash; none for an address that is not suppressed
     */
    public Map<String, List<SuppressionEntry>> entries(Collection<String> hashes) {
        Map<String, List<SuppressionEntry>> found = new HashMap<>();
        if (!hashes.isEmpty()) {
            jdbc.sql(
                            """
                    select encode(address, 'hex') as hash, reason, since, channel, message, shared
                    from rapport.suppression
                    where address in (select decode(hash, 'hex') from unnest(:hashes) as asked (hash))""")
                    .param("hashes", hashes.toArray(String[]::new))
                    .query(rs -> {
                        found.computeIfAbsent(rs.getString("hash"), hash -> new ArrayList<>())
                                .add(entry(rs));
                    });
        }
        return found;
    }

    private static SuppressionEntry entry(ResultSet rs) throws SQLException {
        return new SuppressionEntry(
                new Suppression(
                        reason(rs.getString("reason")), rs.getTimestamp("since").toInstant()),
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
                .param("address", address(channel, address))
                .query((rs, n) -> entry(rs))
                .list()
                .stream()
                .sorted(Comparator.comparing(entry -> entry.suppression().reason()))
                .toList();
    }

    /**
     * @param channel such as {@code email}
     * @param address in any spelling
     * @return what operators decided about the address, the youngest first
     */
    public List<RecordedDecision> decisions(String channel, String address) {
        return jdbc.sql(
                        """
                select at, who, action, reason, note from rapport.suppression_audit
                where address = :address order by at desc, id desc""")
                .param("address", address(channel, address))
                .query((rs, n) -> new RecordedDecision(
                        rs.getTimestamp("at").toInstant(),
                        rs.getString("who"),
                        rs.getString("action"),
                        reason(rs.getString("reason")),
                        rs.getString("note")))
                .list();
    }

    /**
     * Suppresses an address because an operator wants it; one that is suppressed so already stays so.
     *
     * @param channel such as {@code email}
     * @param address in any spelling
     * @param decision by whom and why
     */
    public void add(String channel, String address, OperatorDecision decision) {
        // one statement, so that there is no entry without its note
        jdbc.sql(
                        """
                with audited as (
                    insert into rapport.suppression_audit (at, who, action, address, channel, reason, note)
                    values (:now, :who, 'add', :address, :channel, 'manual', :note))
                insert into rapport.suppression (address, reason, channel, since)
                values (:address, 'manual', :channel, :now)
                on conflict (address, reason) do nothing""")
                .param("now", Timestamp.from(clock.instant()))
                .param("who", decision.who())
                .param("address", address(channel, address))
                .param("channel", channel)
                .param("note", decision.note())
                .update();
    }

    /**
     * Lifts an entry because an operator wants it. What happened before does not suppress the address again.
     *
     * @param channel such as {@code email}
     * @param address in any spelling
     * @param reason of the entry to lift
     * @param decision by whom and why
     * @return whether there was such an entry
     */
    public boolean lift(String channel, String address, Reason reason, OperatorDecision decision) {
        return jdbc.sql(
                                """
                        with lifted as (
                            delete from rapport.suppression where address = :address and reason = :reason
                            returning address, channel, reason)
                        insert into rapport.suppression_audit (at, who, action, address, channel, reason, note)
                        select :now, :who, 'lift', address, channel, reason, :note from lifted""")
                        .param("now", Timestamp.from(clock.instant()))
                        .param("who", decision.who())
                        .param("address", address(channel, address))
                        .param("reason", name(reason))
                        .param("note", decision.note())
                        .update()
                > 0;
    }

    /**
     * Suppresses an address because something happened, unless an operator lifted such an entry since.
     *
     * @param address from {@link #address}
     * @param channel such as {@code email}
     * @param reason what happened
     * @param at when
     * @param message the row of the outbox that it was about; {@code null} if it was about none
     */
    public void suppress(byte[] address, String channel, Reason reason, Instant at, UUID message) {
        suppress(List.of(new Incident(address, channel, reason, at, message)));
    }

    /**
     * Something that suppresses an address.
     *
     * @param address from {@link #address}
     * @param channel such as {@code email}
     * @param reason what happened
     * @param at when
     * @param message the row of the outbox that it was about; {@code null} if it was about none
     */
    public record Incident(byte[] address, String channel, Reason reason, Instant at, UUID message) {}

    /**
     * Suppresses addresses because of what happened, by one statement; not where an operator lifted such an entry since.
     *
     * @param incidents in their order; of several for one address and reason the first counts that nobody lifted
     */
    public void suppress(List<Incident> incidents) {
        if (incidents.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                insert into rapport.suppression (address, reason, channel, since, message)
                select decode(i.address, 'hex'), i.reason, i.channel, i.at, i.message
                from unnest(:addresses::text[], :reasons::text[], :channels::text[], :times::timestamptz[], :messages::uuid[])
                     with ordinality i (address, reason, channel, at, message, place)
                where not exists (
                    select from rapport.suppression_audit a
                    where a.address = decode(i.address, 'hex') and a.action = 'lift' and a.reason = i.reason
                      and a.at >= i.at)
                order by i.address, i.reason, i.place
                on conflict (address, reason) do nothing""")
                .param("addresses", Columns.of(incidents, Incident::address))
                .param("reasons", Columns.of(incidents, incident -> name(incident.reason())))
                .param("channels", Columns.of(incidents, Incident::channel))
                .param("times", Columns.of(incidents, Incident::at))
                .param("messages", Columns.of(incidents, Incident::message))
                .update();
    }

    /**
     * Suppresses the address of a customer who is erased, unless an operator lifted such an entry since. The last of
     * several erasures counts.
     *
     * @param channel such as {@code email}
     * @param address as it was on file
     * @param at when
     * @param shared whether another customer has it
     */
    public void suppressErased(String channel, String address, Instant at, boolean shared) {
        byte[] hash = address(channel, address);
        if (lifted(hash, Reason.ERASED).filter(lift -> !at.isAfter(lift)).isPresent()) {
            return;
        }
        jdbc.sql(
                        """
                insert into rapport.suppression (address, reason, channel, since, shared)
                values (:address, 'erased', :channel, :since, :shared)
                on conflict (address, reason) do update
                set since = greatest(suppression.since, excluded.since), shared = excluded.shared""")
                .param("address", hash)
                .param("channel", channel)
                .param("since", Timestamp.from(at))
                .param("shared", shared)
                .update();
    }

    /**
     * A soft bounce that was noted.
     *
     * @param address from {@link #address}
     * @param channel such as {@code email}
     * @param message the row of the outbox that bounced; {@code null} if that is not known
     */
    public record SoftBounce(byte[] address, String channel, UUID message) {}

    /**
     * Suppresses addresses when soft bounces come too often: those about the mailbox or the address, or of which it is not
     * known what they are about. What is about us, or about the state of some system, says nothing of the address. Each
     * message counts once, and what names no message once a day (of UTC): it may be one mail tried again. There is no success that would set the count back: that a
     * mail server took a message is known of bounced ones too, and silence afterwards says little.
     *
     * @param bounces the last ones, each of another address
     * @param limit how many messages must have bounced
     * @param window within what time
     */
    public void suppressIfSoftBounces(List<SoftBounce> bounces, int limit, Duration window) {
        if (bounces.isEmpty()) {
            return;
        }
        // of each moment when one bounced: how many had until then; late reports fill the past
        jdbc.sql(
                        """
                with asked as materialized (
                    select decode(b.address, 'hex') as address, b.channel, b.message,
                           (select max(a.at) from rapport.suppression_audit a
                            where a.address = decode(b.address, 'hex') and a.action = 'lift'
                              and a.reason = 'soft_bounces') as lift
                    from unnest(:addresses::text[], :channels::text[], :messages::uuid[]) b (address, channel, message)),
                     soft as materialized (
                    select r.address, r.at, coalesce(r.message::text, (r.at at time zone 'UTC')::date::text) as which
                    from asked join rapport.message_report r on r.address = asked.address
                    where r.kind = 'soft' and (r.cause in ('mailbox', 'address') or r.cause is null)
                      and r.at > coalesce(asked.lift, '-infinity')),
                     reached as (
                    select last.address, min(last.at) as since from soft last
                    where (select count(distinct before.which) from soft before
                           where before.address = last.address and before.at <= last.at
                             and before.at > last.at - :window * interval '1 second') >= :limit
                    group by last.address)
                insert into rapport.suppression (address, reason, channel, since, message)
                select address, 'soft_bounces', channel, since, message from reached join asked using (address)
                order by address
                on conflict (address, reason) do nothing""")
                .param("addresses", Columns.of(bounces, SoftBounce::address))
                .param("channels", Columns.of(bounces, SoftBounce::channel))
                .param("messages", Columns.of(bounces, SoftBounce::message))
                .param("window", window.toSeconds())
                .param("limit", limit)
                .update();
    }

    /** @return how many addresses are suppressed, by reason; one that is so for two counts twice */
    public Map<Reason, Long> counts() {
        Map<Reason, Long> counts = new EnumMap<>(Reason.class);
        for (Reason each : Reason.values()) {
            counts.put(each, 0L);
        }
        jdbc.sql("select reason, count(*) from rapport.suppression group by reason")
                .query(rs -> {
                    counts.put(reason(rs.getString(1)), rs.getLong(2));
                });
        return counts;
    }

    /**
     * What stands for an address in the tables, as text.
     *
     * @param channel such as {@code email}
     * @param address in any spelling
     * @return {@link #address} in hexadecimal digits
     */
    public String hash(String channel, String address) {
        return HexFormat.of().formatHex(address(channel, address));
    }

    /**
     * What stands for an address in the tables.
     *
     * @param channel such as {@code email}
     * @param address in any spelling
     * @return 32 bytes, the same for each spelling of one address
     */
    public byte[] address(String channel, String address) {
        return hmac(channel, Addresses.normal(channel, address));
    }

    private byte[] hmac(String channel, String normal) {
        return key.hmac((channel + '\0' + normal).getBytes(StandardCharsets.UTF_8));
    }

    private Optional<Instant> lifted(byte[] address, Reason reason) {
        return jdbc.sql(
                        """
                select max(at) from rapport.suppression_audit
                where address = :address and action = 'lift' and reason = :reason""")
                .param("address", address)
                .param("reason", name(reason))
                .query((rs, n) -> Optional.ofNullable(rs.getTimestamp(1)).map(Timestamp::toInstant))
                .single();
    }

    private static String name(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private static Reason reason(String name) {
        return Reason.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
