package io.rapport.loyalty;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a friend's orders say about a referral. Pure. */
final class FirstOrders {

    /** A shop may say that a code was named after the order with which it was. */
    static final Duration SAME_CHECKOUT = Duration.ofHours(24);

    /** After so long an order counts as delivered of which nobody reported it. */
    static final Duration UNREPORTED_DELIVERY = Duration.ofDays(30);

    private FirstOrders() {}

    /**
     * An order of the friend.
     *
     * @param deliveredAt {@code null}: not reported
     * @param stands whether it was neither returned nor cancelled nor paid back as a whole
     */
    record FriendOrder(String id, Instant placedAt, Instant deliveredAt, boolean stands, BigDecimal value) {

        Instant keptFrom(Duration keptAfter) {
            return (deliveredAt == null ? placedAt.plus(UNREPORTED_DELIVERY) : deliveredAt).plus(keptAfter);
        }
    }

    /** @return whether the friend ordered before the code was named, whatever became of it */
    static boolean isAnyBefore(List<FriendOrder> orders, Instant usedAt) {
        return orders.stream().anyMatch(order -> order.placedAt().isBefore(usedAt.minus(SAME_CHECKOUT)));
    }

    /**
     * @param keptAfter how long after its delivery an order is kept
     * @return the first order that stands and whose time for a return is over
     */
    static Optional<FriendOrder> kept(List<FriendOrder> orders, Duration keptAfter, Instant now) {
        return orders.stream()
                .filter(FriendOrder::stands)
                .filter(order -> !order.keptFrom(keptAfter).isAfter(now))
                .min(Comparator.comparing(FriendOrder::placedAt).thenComparing(FriendOrder::id));
    }

    /** @return whether an order was placed in time that may still be kept */
    static boolean isAnyStanding(List<FriendOrder> orders) {
        return orders.stream().anyMatch(FriendOrder::stands);
    }
}
