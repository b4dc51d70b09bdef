package io.rapport.inbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.OpenDeliveries;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

@Component
class DefaultOpenDeliveries implements OpenDeliveries {

    private final JdbcClient jdbc;
    private final PartitionLocks locks;
    private final BusinessClock clock;

    DefaultOpenDeliveries(JdbcClient jdbc, PartitionLocks locks, BusinessClock clock) {
        this.jdbc = jdbc;
        this.locks = locks;
        this.clock = clock;
    }

    @Transactional
    @Override
    public void tryAgain(Collection<String> journeys) {
        if (hold(journeys)) {
            jdbc.sql(
                            """
                    update rapport.inbox_delivery set planned_at = coalesce(planned_at, due_at), due_at = :now
                    where state = 'open' and due_at > :now and journey = any(:journeys)""")
                    .param("now", Timestamp.from(clock.instant()))
                    .param("journeys", journeys.toArray(String[]::new))
                    .update();
        }
    }

    @Transactional
    @Override
    public void close(Collection<String> journeys, String reason) {
        if (hold(journeys)) {
            jdbc.sql(
                            """
                    update rapport.inbox_delivery set state = 'dead', settled_at = :now, due_at = null, reason = :reason
                    where state = 'open' and journey = any(:journeys)""")
                    .param("now", Timestamp.from(clock.instant()))
                    .param("reason", reason)
                    .param("journeys", journeys.toArray(String[]::new))
                    .update();
        }
    }

    /** The customers' partitions, so that no worker has one of the deliveries in hand. */
    private boolean hold(Collection<String> journeys) {
        TreeSet<Integer> partitions = new TreeSet<>();
        if (!journeys.isEmpty()) {
            jdbc.sql(
                            """
                    select distinct customer_id from rapport.inbox_delivery
                    where state = 'open' and journey = any(:journeys)""")
                    .param("journeys", journeys.toArray(String[]::new))
                    .query(String.class)
                    .list()
                    .forEach(customer -> partitions.add(CustomerLock.partition(customer)));
        }
        if (!partitions.isEmpty()) {
            locks.take(partitions);
        }
        return !partitions.isEmpty();
    }
}
