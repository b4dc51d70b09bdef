package io.rapport.customer;

import io.rapport.calendar.BusinessClock;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Loyalty points: an append-only ledger. Each entry says by its source what it comes from, and each kind of entry is written
 * once a source: an order earns once and is reversed once, however often it is asked for. Points of an order are the order's:
 * they go with it when two customers are merged, and when they are separated again.
 */
@Component
public final class LoyaltyLedger {

    private static final Logger LOG = LoggerFactory.getLogger(LoyaltyLedger.class);

    private final JdbcClient jdbc;
    private final Orders orders;
    private final ExchangeRates rates;
    private final BusinessClock clock;

    LoyaltyLedger(JdbcClient jdbc, Orders orders, ExchangeRates rates, BusinessClock clock) {
        this.jdbc = jdbc;
        this.orders = orders;
        this.rates = rates;
        this.clock = clock;
    }

    /**
     * Awards one point for each full unit of the currency that the company uses. What was paid in another one counts by the
     * rate of the order's day; without a rate for it the order earns nothing, and the log says so.
     *
     * @param orderId an order that was placed
     * @return whether points were awarded now; false if they were before, or the order was returned or cancelled
     */
    public boolean award(String orderId) {
        return orders.findWithoutItems(orderId)
                .filter(order -> order.placedAt() != null && order.stands())
                .flatMap(this::worth)
                .filter(worth -> award(orderId, worth))
                .isPresent();
    }

    private Optional<BigDecimal> worth(Order order) {
        Optional<BigDecimal> worth = rates.reported(order.total(), order.currency(), order.placedAt());
        if (worth.isEmpty()) {
            LOG.warn(
                    "Order {} earns no points: there is no rate of {} for its day; add it to the exchange rates",
                    order.id(),
                    order.currency());
        }
        return worth;
    }

    private boolean award(String orderId, BigDecimal worth) {
        return jdbc.sql(
                                """
                        insert into rapport.loyalty_entry
                            (customer_id, original_customer_id, order_id, kind, source, points, recorded_at)
                        select customer_id, original_customer_id, id, 'earn', 'order:' || id, :points, :now
                        from rapport.customer_order where id = :order and placed_at is not null
                          and returned_at is null and cancelled_at is null
                        on conflict (kind, source) do nothing""")
                        .param("order", orderId)
                        .param("points", worth.setScale(0, RoundingMode.FLOOR).intValueExact())
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
                insert into rapport.loyalty_entry
                    (customer_id, original_customer_id, order_id, kind, source, lot, points, recorded_at)
                select customer_id, original_customer_id, order_id, 'reverse', source, coalesce(lot, source), -points, :now
                from rapport.loyalty_entry where order_id = any(:orders) and kind = 'earn'
                on conflict (kind, source) do nothing""")
                .param("orders", orderIds.toArray(String[]::new))
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /**
     * Ends the points of a customer who is erased: who registers again under the same id has none. Those of orders go with
     * the orders; for all others an entry says so.
     *
     * @param customerId whose
     * @param eventSeq number of the erasure, which ends them once
     */
    public void end(String customerId, long eventSeq) {
        jdbc.sql(
                        """
                insert into rapport.loyalty_entry (customer_id, kind, source, points, recorded_at)
                select :customer, 'adjust', 'erasure:' || :seq, -sum(points), :now
                from rapport.loyalty_entry where customer_id = :customer and order_id is null
                having sum(points) <> 0
                on conflict (kind, source) do nothing""")
                .param("customer", customerId)
                .param("seq", eventSeq)
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
                  and (e.order_id is null
                       or not exists (select from rapport.customer_order o where o.id = e.order_id and o.former))""")
                .param("customer", customerId)
                .query(Integer.class)
                .single();
    }
}
