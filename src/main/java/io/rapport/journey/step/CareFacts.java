package io.rapport.journey.step;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.CustomerMerges;
import java.sql.Timestamp;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What expressions may ask about wishes and gifts on a customer's days. */
@Facts("careFacts")
public final class CareFacts {

    private final JdbcClient jdbc;
    private final CustomerMerges merges;
    private final BusinessClock clock;

    CareFacts(JdbcClient jdbc, CustomerMerges merges, BusinessClock clock) {
        this.jdbc = jdbc;
        this.merges = merges;
        this.clock = clock;
    }

    /**
     * @param customerId bare id
     * @param days at the most
     * @return whether a day of the customer has brought a coupon, points or a present within so many days
     */
    public boolean giftWithin(String customerId, int days) {
        return jdbc.sql(
                        """
                select exists (
                    select from rapport.journey
                    where customer_id = any(:ids) and journey = 'customer-care'
                      and outcome in ('gift', 'points', 'present') and ended_at >= :since)""")
                .param("ids", merges.idsOf(customerId).toArray(String[]::new))
                .param("since", Timestamp.from(clock.instant().minus(Duration.ofDays(days))))
                .query(Boolean.class)
                .single();
    }
}
