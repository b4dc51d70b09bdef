package io.rapport.inbox;

import io.rapport.calendar.BusinessClock;
import java.sql.Timestamp;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The personal data that past events hold. */
@Component
public final class EventArchive {

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    EventArchive(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Empties the data of all events of a customer; that they happened stays. What was to be delivered later is cancelled, and
     * what journeys were still to take, or have failed on, is let go.
     *
     * @param customerId the erased customer
     * @return how many events were emptied
     */
    public int empty(String customerId) {
        jdbc.sql(
                        """
                update rapport.inbox_event
                set state = 'cancelled', seq = nextval('rapport.inbox_seq'), settled_at = :now,
                    reason = 'the customer was erased'
                where customer_id = :customer and state = 'scheduled'""")
                .param("now", Timestamp.from(clock.instant()))
                .param("customer", customerId)
                .update();
        jdbc.sql(
                        """
                update rapport.inbox_delivery
                set state = 'discarded', settled_at = :now, due_at = null, reason = 'the customer was erased'
                where customer_id = :customer and state in ('open', 'dead')""")
                .param("now", Timestamp.from(clock.instant()))
                .param("customer", customerId)
                .update();
        jdbc.sql(
                        """
                update rapport.inbox_event set state = 'done', settled_at = :now
                where customer_id = :customer and state = 'delivering'""")
                .param("now", Timestamp.from(clock.instant()))
                .param("customer", customerId)
                .update();
        return jdbc.sql("update rapport.inbox_event set data = '{}' where customer_id = :customer and data <> '{}'")
                .param("customer", customerId)
                .update();
    }
}
