package io.rapport.customer;

import io.rapport.calendar.BusinessClock;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a customer is worth to the company. */
@Component
public final class CustomerValue {

    private static final Duration YEAR = Duration.ofDays(365);

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    CustomerValue(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Sums what the customer bought lately and kept.
     *
     * @param customerId whose
     * @return total of the orders placed in the last 365 days, without returned and cancelled ones; currencies are added
     *     as they are
     */
    public BigDecimal lastTwelveMonths(String customerId) {
        return jdbc.sql(
                        """
                select coalesce(sum(total), 0) from rapport.customer_order
                where customer_id = :customer and placed_at > :since
                  and returned_at is null and cancelled_at is null""")
                .param("customer", customerId)
                .param("since", Timestamp.from(clock.instant().minus(YEAR)))
                .query(BigDecimal.class)
                .single();
    }
}
