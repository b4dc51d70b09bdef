package io.rapport.lifecycle;

import java.time.LocalDate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many days usually lie between two orders of a customer: the measure for who has no rhythm of their own yet. */
@Component
final class UsualInterval {

    /** Where too few have ordered twice. */
    static final int WITHOUT_HISTORY = 60;

    private static final int LEAST_CUSTOMERS = 30;

    private final JdbcClient jdbc;

    UsualInterval(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return the interval in days, 1 or more */
    int days() {
        return jdbc.sql("select days from rapport.usual_interval")
                .query(Integer.class)
                .optional()
                .orElse(WITHOUT_HISTORY);
    }

    /** @return whether it was computed on a day */
    boolean isOf(LocalDate day) {
        return jdbc.sql("select exists (select from rapport.usual_interval where computed_on = :day)")
                .param("day", day)
                .query(Boolean.class)
                .single();
    }

    /**
     * Computes it anew from all customers who ordered on several days: the median of their own intervals. A difference of less
     * than a tenth is left alone, since everybody would be evaluated anew for it.
     *
     * @param today where the shop is
     */
    void refresh(LocalDate today) {
        jdbc.sql(
                        """
                with own as (
                    select (last_day - first_day) / (order_days - 1) as days from rapport.relationship_value
                    where order_days > 1),
                shop as (
                    select greatest(1, coalesce(percentile_disc(0.5) within group (order by days), :without)) as days,
                           count(*) as customers
                    from own)
                insert into rapport.usual_interval as u (days, customers, computed_on)
                select case when customers < :least then :without else days end, customers, :today::date from shop
                on conflict (only_one) do update set
                    days = case when abs(excluded.days - u.days) * 10 < u.days then u.days else excluded.days end,
                    customers = excluded.customers, computed_on = excluded.computed_on""")
                .param("without", WITHOUT_HISTORY)
                .param("least", LEAST_CUSTOMERS)
                .param("today", today)
                .update();
    }
}
