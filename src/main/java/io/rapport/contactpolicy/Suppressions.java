package io.rapport.contactpolicy;

import io.rapport.address.Addresses;
import io.rapport.calendar.BusinessClock;
import io.rapport.contactpolicy.Suppression.Reason;
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
    public record AuditEntry(Instant at, String who, String action, Reason reason, String note) {}

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
    public List<AuditEntry> decisions(String channel, String address) {
        return jdbc.sql(
                        """
                select at, who, action, reason, note from rapport.suppression_audit
                where address = :address order by at desc, id desc""")
                .param("address", address(channel, address))
                .query((rs, n) -> new AuditEntry(
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
        if (lifted(address, reason).filter(lift -> !at.isAfter(lift)).isEmpty()) {
            insert(address, channel, reason, at, message);
        }
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
     * Suppresses the address that a message went to, because of what came of that message.
     *
     * @param message the row of the outbox; one without an address is passed over
     * @param channel such as {@code sms}
     * @param reason what happened
     * @param at when
     */
    public void suppressRecipient(UUID message, String channel, Reason reason, Instant at) {
        jdbc.sql("select recipient from rapport.outbox_message where id = :id")
                .param("id", message)
                .query((rs, n) -> Optional.ofNullable(rs.getBytes("recipient")))
                .single()
                .ifPresent(address -> suppress(address, channel, reason, at, message));
    }

    /**
     * Suppresses an address when soft bounces come too often: those about the mailbox or the address, or of which it is not
     * known what they are about. What is about us, or about the state of some system, says nothing of the address. Each
     * message counts once, and what names no message once a day (of UTC): it may be one mail tried again. There is no success that would set the count back: that a
     * mail server took a message is known of bounced ones too, and silence afterwards says little.
     *
     * @param address from {@link #address}
     * @param channel such as {@code email}
     * @param limit how many messages must have bounced
     * @param window within what time
     * @param message the row of the outbox that bounced last; {@code null} if that is not known
     */
    public void suppressIfSoftBounces(byte[] address, String channel, int limit, Duration window, UUID message) {
        Timestamp lift =
                lifted(address, Reason.SOFT_BOUNCES).map(Timestamp::from).orElse(null);
        // of each moment when one bounced: how many had until then; late reports fill the past
        jdbc.sql(
                        """
                with soft as (
                    select at, coalesce(message::text, (at at time zone 'UTC')::date::text) as which
                    from rapport.message_report
                    where address = :address and kind = 'soft' and (cause in ('mailbox', 'address') or cause is null)
                      and at > coalesce(:lift, '-infinity'::timestamptz))
                select min(last.at) from soft last
                where (select count(distinct before.which) from soft before
                       where before.at <= last.at and before.at > last.at - :window * interval '1 second') >= :limit""")
                .param("address", address)
                .param("lift", lift, java.sql.Types.TIMESTAMP)
                .param("window", window.toSeconds())
                .param("limit", limit)
                .query((rs, n) -> Optional.ofNullable(rs.getTimestamp(1)))
                .single()
                .ifPresent(since -> insert(address, channel, Reason.SOFT_BOUNCES, since.toInstant(), message));
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

    private void insert(byte[] address, String channel, Reason reason, Instant since, UUID message) {
        jdbc.sql(
                        """
                insert into rapport.suppression (address, reason, channel, since, message)
                values (:address, :reason, :channel, :since, :message)
                on conflict (address, reason) do nothing""")
                .param("address", address)
                .param("reason", name(reason))
                .param("channel", channel)
                .param("since", Timestamp.from(since))
                .param("message", message, java.sql.Types.OTHER)
                .update();
    }

    private static String name(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private static Reason reason(String name) {
        return Reason.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
