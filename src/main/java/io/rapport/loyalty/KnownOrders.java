package io.rapport.loyalty;

import io.rapport.customer.CustomerIdentity;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.Identities;
import io.rapport.customer.Orders;
import io.rapport.loyalty.RedemptionRefused.Reason;
import java.util.List;
import org.springframework.stereotype.Component;

/** Whose the orders are that tills name; many are not known yet when they pay. */
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
}
