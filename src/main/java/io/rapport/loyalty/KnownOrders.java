package io.rapport.loyalty;

import io.rapport.customer.CustomerIdentity;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.Identities;
import io.rapport.customer.Orders;
import io.rapport.loyalty.PointRedemptions.Paid;
import io.rapport.loyalty.RedemptionRefused.Reason;
import java.math.BigDecimal;
import java.util.List;
import org.springframework.stereotype.Component;

/** What is known of the orders that tills name: whose they are, and what they come to. Many are not known yet when they pay. */
@Component
final class KnownOrders {

    private final Orders orders;
    private final CustomerMerges merges;
    private final Identities identities;

    KnownOrders(Orders orders, CustomerMerges merges, Identities identities) {
        this.orders = orders;
        this.merges = merges;
        this.identities = identities;
    }

    /**
     * @param orderId {@code null} if the till does not say it yet
     * @param customerId whose points or coupon it is
     * @throws RedemptionRefused if the order is known as another customer's; one of somebody who is known by an address
     *     alone may be this customer's
     */
    void requireOwn(String orderId, String customerId) {
        String owner =
                orderId == null ? null : orders.customers(List.of(orderId)).get(orderId);
        if (owner != null
                && !merges.current(owner).equals(merges.current(customerId))
                && identities.of(owner).stream().noneMatch(CustomerIdentity::provisional)) {
            throw new RedemptionRefused(
                    Reason.ANOTHER_ORDER,
                    "orderId: the order is known as another customer's. Name the order that is paid, or use what its own"
                            + " customer has.");
        }
    }

    /**
     * @param orderId {@code null} if the till does not say it yet
     * @param paid what of its total points pay
     * @param before what other points pay of it already
     * @throws RedemptionRefused if the order is known, and is in another currency or comes to less
     */
    void requirePart(String orderId, Paid paid, List<Redemption> before) {
        if (orderId == null || paid.amount() == null) {
            return;
        }
        orders.find(orderId).filter(order -> order.total() != null).ifPresent(order -> {
            RequestCheck.require(
                    paid.currency().equals(order.currency()),
                    "currency: the order is in " + order.currency() + ". Send what the points pay of it in that.");
            BigDecimal left = before.stream()
                    .filter(other -> order.currency().equals(other.currency()))
                    .map(Redemption::paid)
                    .reduce(order.total(), BigDecimal::subtract)
                    .max(BigDecimal.ZERO);
            RequestCheck.require(
                    paid.amount().compareTo(left) <= 0,
                    "paid: the order comes to " + order.total().toPlainString() + " " + order.currency()
                            + ", and points"
                            + " can pay " + left.toPlainString() + " of it. Send what these points pay, or leave it"
                            + " out where the total is without it.");
        });
    }
}
