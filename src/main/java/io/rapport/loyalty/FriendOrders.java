package io.rapport.loyalty;

import io.rapport.customer.ExchangeRates;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.customer.Refund;
import io.rapport.loyalty.FirstOrders.FriendOrder;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Reads the orders of friends: the oldest, since a referral is about the first. */
@Component
final class FriendOrders {

    /** Nobody who has had so many called off orders more and keeps it. */
    private static final int MOST = 20;

    private final Orders orders;
    private final ExchangeRates rates;

    FriendOrders(Orders orders, ExchangeRates rates) {
        this.orders = orders;
        this.rates = rates;
    }

    List<FriendOrder> of(String customerId) {
        return of(List.of(customerId)).get(customerId);
    }

    /** @return the orders of each, the oldest first */
    Map<String, List<FriendOrder>> of(Collection<String> customerIds) {
        Map<String, List<Order>> oldest = orders.oldest(customerIds, MOST);
        Map<String, List<Refund>> refunds = orders.refunds(
                oldest.values().stream().flatMap(List::stream).map(Order::id).toList());
        Map<String, List<FriendOrder>> read = new HashMap<>();
        customerIds.forEach(customer -> read.put(
                customer,
                oldest.getOrDefault(customer, List.of()).stream()
                        .map(order -> friendOrder(order, refunds.getOrDefault(order.id(), List.of())))
                        .toList()));
        return read;
    }

    private FriendOrder friendOrder(Order order, List<Refund> refunds) {
        boolean anythingLeft = OrderRemainder.of(order, refunds).whole().signum() > 0;
        return new FriendOrder(
                order.id(),
                order.placedAt(),
                order.deliveredAt(),
                order.stands() && anythingLeft,
                rates.reported(order.total(), order.currency(), order.placedAt())
                        .orElse(BigDecimal.ZERO));
    }
}
