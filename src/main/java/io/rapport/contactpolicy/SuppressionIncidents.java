package io.rapport.contactpolicy;

import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.database.Columns;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What suppresses an address by itself: bounces, complaints, opt-outs and erasures. What happened before an operator lifted
 * such an entry does not bring it back.
 */
@Component
public final class SuppressionIncidents {

    private final JdbcClient jdbc;
    private final SuppressionKey key;

    SuppressionIncidents(JdbcClient jdbc, SuppressionKey key) {
        this.jdbc = jdbc;
        this.key = key;
    }

    /**
     * Suppresses an address because something happened, unless an operator lifted such an entry since.
     *
     * @param address from {@link SuppressionKey#hash}
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
     * @param address from {@link SuppressionKey#hash}
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
                .param("reasons", Columns.of(incidents, incident -> incident.reason()
                        .code()))
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
        byte[] hash = key.hash(channel, address);
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
     * @param address from {@link SuppressionKey#hash}
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

    private Optional<Instant> lifted(byte[] address, Reason reason) {
        return jdbc.sql(
                        """
                select max(at) from rapport.suppression_audit
                where address = :address and action = 'lift' and reason = :reason""")
                .param("address", address)
                .param("reason", reason.code())
                .query((rs, n) -> Optional.ofNullable(rs.getTimestamp(1)).map(Timestamp::toInstant))
                .single();
    }
}
