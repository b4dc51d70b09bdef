package io.rapport.customer;

import io.rapport.calendar.BusinessClock;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Loyalty points: an append-only ledger; one award and one take-back an order, however often it is asked for. */
@Component
public final class LoyaltyLedger {

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    LoyaltyLedger(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Awards one point for each full unit of the order's currency.
     *
     * @param orderId an order that was placed
     * @return whether points were awarded now; false if they were before, or the order was returned or cancelled
     */
    public boolean award(String orderId) {
        return jdbc.sql(
                                """
                        insert into rapport.loyalty_entry (customer_id, order_id, kind, points, recorded_at)
                        select customer_id, id, 'award', floor(total)::int, :now
                        from rapport.customer_order where id = :order and placed_at is not null
                          and returned_at is null and cancelled_at is null
                        on conflict (order_id, kind) do nothing""")
                        .param("order", orderId)
                        .param("now", Timestamp.from(clock.instant()))
                        .update()
                == 1;
    }

    /**
     * Takes back what an order was awarded.
     *
     * @param orderId an order
     * @return whether points were taken back now; false if there were none or they were before
     */
    public boolean takeBack(String orderId) {
        return takeBack(List.of(orderId)) == 1;
    }

    /**
     * Takes back what several orders were awarded, by one statement.
     *
     * @param orderIds any orders
     * @return of how many points were taken back now
     */
    public int takeBack(Collection<String> orderIds) {
        return jdbc.sql(
                        """
                insert into rapport.loyalty_entry (customer_id, order_id, kind, points, recorded_at)
                select customer_id, order_id, 'take-back', -points, :now
                from rapport.loyalty_entry where order_id = any(:orders) and kind = 'award'
                on conflict (order_id, kind) do nothing""")
                .param("orders", orderIds.toArray(String[]::new))
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /**
     * The balance.
     *
     * @param customerId whose
     * @return the sum of all entries
     */
    public int points(String customerId) {
        return jdbc.sql(
                        """
                select coalesce(sum(e.points), 0) from rapport.loyalty_entry e
                where e.customer_id = rapport.current_customer(:customer)
                  and not exists (select from rapport.customer_order o where o.id = e.order_id and o.former)""")
                .param("customer", customerId)
                .query(Integer.class)
                .single();
    }
}
