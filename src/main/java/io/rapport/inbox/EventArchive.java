package io.rapport.inbox;

import io.rapport.calendar.BusinessClock;
import java.sql.Timestamp;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The events of a customer who is erased; what they hold goes by the register of personal data. */
@Component
public final class EventArchive {

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    EventArchive(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Cancels what of a customer was to be delivered later, and lets go what journeys were still to take, or have failed on.
     *
     * @param customerId the erased customer
     */
    public void cancel(String customerId) {
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
    }
}
