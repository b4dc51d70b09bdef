package io.rapport.inbox.internal;

import io.rapport.database.OperatorDecision;
import io.rapport.database.OperatorDecision.Result;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.FailedDelivery;
import io.rapport.inbox.internal.DeliveryStore.Delivery;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The SQL of operators about events that one journey failed on. What changes them runs in the caller's transaction. */
@Component
public final class FailedDeliveries {

    /** Given up, or failing and tried again; what stands behind these has not failed. */
    private static final String FAILED =
            "(d.state = 'dead' or d.state = 'open' and (d.attempts > 0 or d.conflicts > 0))";

    private final JdbcClient jdbc;
    private final PartitionLocks locks;
    private final DeliveryStore deliveries;
    private final DeadLetters deadLetters;

    FailedDeliveries(JdbcClient jdbc, PartitionLocks locks, DeliveryStore deliveries, DeadLetters deadLetters) {
        this.jdbc = jdbc;
        this.locks = locks;
        this.deliveries = deliveries;
        this.deadLetters = deadLetters;
    }

    /**
     * @param most how many at the most
     * @return those given up first, the youngest of each first
     */
    public List<FailedDelivery> list(int most) {
        return jdbc.sql(
                        """
                select d.id, d.journey, e.source, e.id as event_id, e.type, d.customer_id, d.state = 'dead' as given_up,
                       coalesce(d.settled_at, d.due_at, d.created_at) as at, d.attempts, d.replays, d.reason,
                       (select count(*) from rapport.inbox_delivery b
                        where b.customer_id = d.customer_id and b.journey = d.journey and b.state = 'open' and not b.sidelined
                          and b.event_seq > d.event_seq) as behind
                from rapport.inbox_delivery d join rapport.inbox_event e on e.seq = d.event_seq
                where """
                                + FAILED
                                + " order by d.state, at desc, d.id desc limit :most")
                .param("most", most)
                .query((rs, n) -> new FailedDelivery(
                        rs.getLong("id"),
                        rs.getString("journey"),
                        rs.getString("source"),
                        rs.getString("event_id"),
                        rs.getString("type"),
                        rs.getString("customer_id"),
                        rs.getBoolean("given_up"),
                        InboxRows.instant(rs, "at"),
                        rs.getInt("attempts"),
                        rs.getInt("replays"),
                        rs.getLong("behind"),
                        rs.getString("reason")))
                .list();
    }

    /**
     * @param journey key of a journey
     * @param after only larger numbers
     * @param most how many at the most
     * @return the numbers of the failed ones in order
     */
    public List<Long> ofJourney(String journey, long after, int most) {
        return jdbc.sql("select d.id from rapport.inbox_delivery d where d.journey = :journey and d.id > :after and "
                        + FAILED + " order by d.id limit :most")
                .param("journey", journey, Types.VARCHAR)
                .param("after", after)
                .param("most", most)
                .query(Long.class)
                .list();
    }

    /**
     * Has events matched again for the journey that failed on them, before what waits behind them.
     *
     * @param ids the deliveries' numbers
     * @param decision by whom and why
     * @param about how they were chosen
     * @param now the moment of it
     * @return what came of it
     */
    public Result replay(Collection<Long> ids, OperatorDecision decision, String about, Instant now) {
        hold(ids);
        List<Delivery> chosen = jdbc.sql(
                        """
                update rapport.inbox_delivery d
                set state = 'open', due_at = :now, planned_at = null, settled_at = null, reason = null, attempts = 0, conflicts = 0,
                    deaths = 0, sidelined = false, replays = replays + 1
                where id = any(:ids) and """
                                + FAILED + " returning " + DeliveryStore.COLUMNS)
                .param("now", Timestamp.from(now))
                .param("ids", ids.toArray(Long[]::new))
                .query(DeliveryStore::delivery)
                .list();
        chosen.forEach(delivery -> deliveries.standBehind(delivery.id()));
        deadLetters.audit(events(chosen), "replay", decision, about, now);
        return new Result(chosen.size(), ids.size() - chosen.size());
    }

    /**
     * Puts deliveries away: these journeys will not get these events, and what waits behind them goes on.
     *
     * @param ids the deliveries' numbers
     * @param decision by whom and why
     * @param about how they were chosen
     * @param now the moment of it
     * @return what came of it
     */
    public Result discard(Collection<Long> ids, OperatorDecision decision, String about, Instant now) {
        hold(ids);
        List<Delivery> chosen = jdbc.sql(
                        """
                update rapport.inbox_delivery d set state = 'discarded', settled_at = :now, due_at = null
                where id = any(:ids) and """
                                + FAILED + " returning " + DeliveryStore.COLUMNS)
                .param("now", Timestamp.from(now))
                .param("ids", ids.toArray(Long[]::new))
                .query(DeliveryStore::delivery)
                .list();
        for (Delivery delivery : chosen) {
            deliveries.callNext(delivery, now);
        }
        jdbc.sql(
                        """
                update rapport.inbox_event e set state = 'done', settled_at = :now
                where seq = any(:seqs) and state = 'delivering'
                  and not exists (select 1 from rapport.inbox_delivery d
                                  where d.event_seq = e.seq and d.state in ('open', 'dead'))""")
                .param("now", Timestamp.from(now))
                .param("seqs", events(chosen).toArray(Long[]::new))
                .update();
        deadLetters.audit(events(chosen), "discard", decision, about, now);
        return new Result(chosen.size(), ids.size() - chosen.size());
    }

    /** The customers' partitions, so that no worker has one of them in hand. */
    private void hold(Collection<Long> ids) {
        TreeSet<Integer> partitions = new TreeSet<>();
        jdbc.sql("select distinct customer_id from rapport.inbox_delivery where id = any(:ids)")
                .param("ids", ids.toArray(Long[]::new))
                .query(String.class)
                .list()
                .forEach(customer -> partitions.add(CustomerLock.partition(customer)));
        locks.take(partitions);
    }

    private static List<Long> events(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::eventSeq).distinct().toList();
    }
}
