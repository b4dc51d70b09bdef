package io.rapport.journey.step;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.customer.Replenishment.Interval;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Optional;

/** What expressions may ask about an order. All methods take the bare id. */
@Facts("orderFacts")
public final class OrderFacts {

    /** An order of which nobody said when it arrives is overdue after that time. */
    private static final Duration DELIVERY = Duration.ofDays(14);

    /** Nobody waits longer for an order that is overdue. */
    private static final Duration PATIENCE = Duration.ofDays(30);

    /** So long after an order a product without a rhythm of its own may be used up. */
    private static final int USED_UP_DAYS = 60;

    /** So long before the usual day of the next purchase a reminder is of use. */
    private static final int AHEAD_DAYS = 4;

    /** Nobody is reminded to order again right after they were asked how it was. */
    private static final Duration BREATHER = Duration.ofDays(7);

    private final Orders orders;
    private final OrderProducts products;
    private final BusinessClock clock;

    OrderFacts(Orders orders, OrderProducts products, BusinessClock clock) {
        this.orders = orders;
        this.products = products;
        this.clock = clock;
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
     * @return whether the customer had no other order that stands when they placed it
     */
    public boolean firstOrder(String orderId) {
        return !orders.hasOlder(orderId);
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
     * @return how many times 24 hours have passed since it was placed; 0 if that is not known
     */
    public int daysSincePlaced(String orderId) {
        return orders.findWithoutItems(orderId)
                .map(Order::placedAt)
                .map(placed -> (int) Duration.between(placed, clock.instant()).toDays())
                .orElse(0);
    }

    /**
     * @param orderId bare id
     * @return whether it was returned or cancelled, or all of it was paid back
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

    /**
     * When the customer may need the order's goods again: some days before customers usually buy the first of its products
     * once more, as the shop's own orders say, but not within a week from now; 60 days from now where they do not say.
     *
     * @param orderId bare id
     * @return the moment
     */
    public Date replenishAt(String orderId) {
        return replenishAt(orderId, AHEAD_DAYS, USED_UP_DAYS);
    }

    /**
     * The same as a table says.
     *
     * @param orderId bare id
     * @param daysAhead so long before customers usually buy the first of its products once more
     * @param days from now where the shop's orders do not say when that is
     * @return the moment, not within a week from now where they say
     */
    public Date replenishAt(String orderId, int daysAhead, int days) {
        Instant now = clock.instant();
        Optional<Order> order = orders.find(orderId).filter(found -> found.placedAt() != null);
        Optional<Interval> soonest = order.flatMap(products::soonest);
        if (soonest.isEmpty()) {
            return Date.from(now.plus(Duration.ofDays(days)));
        }
        Instant usual =
                order.get().placedAt().plus(Duration.ofDays(soonest.get().days() - (long) daysAhead));
        Instant earliest = now.plus(BREATHER);
        return Date.from(usual.isBefore(earliest) ? earliest : usual);
    }

    /**
     * @param orderId bare id
     * @return the article that customers buy again soonest, as the shop's own orders say; else the one of which most was
     *     bought, of equals the cheapest, since what is used up is bought by the dozen; empty if the order is not known
     */
    public String product(String orderId) {
        return orders.find(orderId).map(products::of).orElse("");
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
