package io.rapport.journey.step;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.Customers;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What expressions may ask about wishes and gifts on a customer's days. */
@Facts("careFacts")
public final class CareFacts {

    private static final String GIFT = "gift";

    private final JdbcClient jdbc;
    private final Customers customers;
    private final CustomerMerges merges;
    private final BusinessClock clock;

    CareFacts(JdbcClient jdbc, Customers customers, CustomerMerges merges, BusinessClock clock) {
        this.jdbc = jdbc;
        this.customers = customers;
        this.merges = merges;
        this.clock = clock;
    }

    /**
     * @param customerId bare id
     * @param days at the most
     * @return whether a day of the customer has brought a coupon, points or a present within so many days, or is about to
     */
    public boolean giftWithin(String customerId, int days) {
        return jdbc.sql(
                        """
                select exists (
                    select from rapport.journey
                    where customer_id = any(:ids) and journey = 'customer-care'
                      and outcome in ('gift', 'points', 'present') and ended_at >= :since)
                or exists (
                    select from rapport.journey j
                    join rapport.act_ru_variable v on v.proc_inst_id_ = j.instance_id and v.name_ = :gift
                    where j.customer_id = any(:ids) and j.journey = 'customer-care' and j.ended_at is null
                      and v.text_ <> 'none')""")
                .param("ids", ids(customerId))
                .param("gift", GIFT)
                .param("since", Timestamp.from(clock.instant().minus(Duration.ofDays(days))))
                .query(Boolean.class)
                .single();
    }

    /**
     * @param customerId bare id
     * @return whether the customer was wished well today, where they live, or is about to be; false of wishes that were
     *     not sent, and in the journey itself that asks before its own gift is decided
     */
    public boolean wishedToday(String customerId) {
        return jdbc.sql(
                        """
                select exists (
                    select from rapport.journey j
                    where j.customer_id = any(:ids) and j.journey = 'customer-care' and j.started_at >= :today
                      and case when j.ended_at is null then exists (
                              select from rapport.act_ru_variable v
                              where v.proc_inst_id_ = j.instance_id and v.name_ = :gift)
                          else j.outcome in ('gift', 'points', 'present', 'no-present', 'wished-well') end)""")
                .param("ids", ids(customerId))
                .param("gift", GIFT)
                .param("today", Timestamp.from(today(customerId)))
                .query(Boolean.class)
                .single();
    }

    private String[] ids(String customerId) {
        return merges.idsOf(customerId).toArray(String[]::new);
    }

    private Instant today(String customerId) {
        ZoneId zone = customers.find(customerId).map(Customer::timeZone).orElse(ZoneOffset.UTC);
        return clock.instant().atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    }
}
