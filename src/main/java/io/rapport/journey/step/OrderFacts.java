package io.rapport.journey.step;

import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** What expressions may ask about an order. All methods take the bare id. */
@Facts("orderFacts")
public final class OrderFacts {

    /** An order that has not arrived by then is overdue. */
    private static final Duration DELIVERY = Duration.ofDays(14);

    private final Orders orders;

    OrderFacts(Orders orders) {
        this.orders = orders;
    }

    /**
     * @param orderId bare id
     * @return whether the customer placed a newer order
     */
    public boolean newerOrder(String orderId) {
        return orders.hasNewer(orderId);
    }

    /**
     * @param orderId bare id
     * @return what the customer pays, in the order's currency; 0 if unknown
     */
    public double total(String orderId) {
        return orders.find(orderId)
                .map(Order::total)
                .map(BigDecimal::doubleValue)
                .orElse(0.0);
    }

    /**
     * @param orderId bare id
     * @return 14 days after it was placed
     */
    public Date overdueAt(String orderId) {
        Instant placed = orders.find(orderId)
                .map(Order::placedAt)
                .orElseThrow(() -> new IllegalStateException("order " + orderId + " was never placed"));
        return Date.from(placed.plus(DELIVERY));
    }
}
