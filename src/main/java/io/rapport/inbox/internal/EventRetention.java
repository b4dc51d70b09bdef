package io.rapport.inbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.RetainedRows;
import io.rapport.database.RetentionProperties;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Done, cancelled and discarded events go after a time; what they are known by stays in a narrow table, so that one that
 * is sent again is known for longer. It goes through the table in the order of events, which needs no index on the hot
 * table, and stops where younger ones begin.
 *
 * <p>An identity is written down by one batch, and the event deleted by a later one: a statement of the intake that began
 * before the identity was there still meets the event.
 */
@Component
final class EventRetention implements RetainedRows {

    /** Longer than any statement of the intake takes. */
    static final Duration AFTER_IDENTITY = Duration.ofMinutes(15);

    private final JdbcClient jdbc;
    private final RetentionProperties properties;
    private final BusinessClock clock;

    EventRetention(JdbcClient jdbc, RetentionProperties properties, BusinessClock clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public Duration keep() {
        return properties.events();
    }

    @Override
    public Batch delete(Instant before, long from, int most) {
        Instant now = clock.instant();
        return jdbc.sql(
                        """
                with seen as materialized (
                    select seq, source, id, state, received_at, settled_at from rapport.inbox_event
                    where seq > :after order by seq limit :most),
                over as materialized (
                    select seq, rapport.inbox_identity_of(source, id) as identity from seen
                    where state in ('done', 'cancelled', 'discarded') and settled_at < :before),
                noted as (
                    insert into rapport.inbox_identity (identity, noted_at)
                    select identity, :now from over
                    on conflict (identity) do nothing),
                gone as (
                    delete from rapport.inbox_event e using over o
                    where e.seq = o.seq and e.state in ('done', 'cancelled', 'discarded')
                      and exists (select from rapport.inbox_identity i
                                  where i.identity = o.identity and i.noted_at <= :noted)
                    returning e.seq)
                select (select count(*) from gone)::int as deleted, count(*)::int as seen, max(seq) as last,
                       coalesce(min(received_at) >= :before, true) as young
                from seen""")
                .param("after", from)
                .param("most", most)
                .param("before", Timestamp.from(before))
                .param("now", Timestamp.from(now))
                .param("noted", Timestamp.from(now.minus(AFTER_IDENTITY)))
                .query((rs, n) -> new Batch(
                        rs.getInt("deleted"),
                        rs.getInt("seen") < most || rs.getBoolean("young") ? null : (Long) rs.getLong("last")))
                .single();
    }
}
