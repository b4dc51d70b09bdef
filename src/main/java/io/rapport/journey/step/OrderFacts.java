package io.rapport.journey.step;

import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;

/** What expressions may ask about an order. All methods take the bare id. */
@Facts("orderFacts")
public final class OrderFacts {

    /** An order of which nobody said when it arrives is overdue after that time. */
    private static final Duration DELIVERY = Duration.ofDays(14);

    /** Nobody waits longer for an order that is overdue. */
    private static final Duration PATIENCE = Duration.ofDays(30);

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
     * @return whether it was returned or cancelled
     */
    public boolean calledOff(String orderId) {
        return orders.findWithoutItems(orderId).map(order -> !order.stands()).orElse(false);
    }

    /**
     * @param orderId bare id
     * @return whether it was returned before it was known as cancelled
     */
    public boolean returnedFirst(String orderId) {
        return isCalledOff(orderId, "returned");
    }

    /**
     * @param orderId bare id
     * @return whether it was cancelled before it was known as returned
     */
    public boolean cancelledFirst(String orderId) {
        return isCalledOff(orderId, "cancelled");
    }

    private boolean isCalledOff(String orderId, String how) {
        return orders.findWithoutItems(orderId)
                .map(Order::calledOff)
                .filter(how::equals)
                .isPresent();
    }

    /**
     * @param orderId bare id
     * @return whether it arrived
     */
    public boolean delivered(String orderId) {
        return orders.findWithoutItems(orderId).map(Order::deliveredAt).isPresent();
    }

    /**
     * @param orderId bare id
     * @return when the day after the one on which it was expected is over everywhere; 14 days after it was placed if nobody
     *     said when it arrives
     */
    public Date overdueAt(String orderId) {
        return Date.from(overdue(orderId));
    }

    /**
     * @param orderId bare id
     * @return 30 days after it became overdue
     */
    public Date givenUpAt(String orderId) {
        return Date.from(overdue(orderId).plus(PATIENCE));
    }

    private Instant overdue(String orderId) {
        Order order = orders.findWithoutItems(orderId)
                .filter(found -> found.placedAt() != null)
                .orElseThrow(() -> new IllegalStateException("order " + orderId + " was never placed"));
        return order.expectedOn() == null
                ? order.placedAt().plus(DELIVERY)
                : order.expectedOn().plusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
