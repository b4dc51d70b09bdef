package io.rapport.journey.step;

import io.rapport.customer.Order;
import io.rapport.customer.Replenishment;
import io.rapport.customer.Replenishment.Interval;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Which article of an order matters for what may follow it. */
@Component
final class OrderProducts {

    private static final Comparator<Order.Item> USED_UP_FIRST =
            Comparator.comparingInt(Order.Item::quantity).reversed().thenComparing(Order.Item::price);

    private final Replenishment replenishment;

    OrderProducts(Replenishment replenishment) {
        this.replenishment = replenishment;
    }

    /** @return how the article is bought again that customers buy again soonest; empty if the shop's orders do not say */
    Optional<Interval> soonest(Order order) {
        List<String> skus = order.items().stream().map(Order.Item::sku).toList();
        return replenishment.soonest(skus);
    }

    /**
     * @return the article that customers buy again soonest; else the one of which most was bought, of equals the cheapest, since
     *     what is used up is bought by the dozen; empty of an order without articles
     */
    String of(Order order) {
        return soonest(order)
                .map(Interval::sku)
                .or(() -> order.items().stream().min(USED_UP_FIRST).map(Order.Item::sku))
                .orElse("");
    }
}
