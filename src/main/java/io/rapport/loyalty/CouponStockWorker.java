package io.rapport.loyalty;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.PollingWorker;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Has shops confirm codes, in a thread of its own: a shop that does not answer delays no points. Any number of nodes do. */
@Component
final class CouponStockWorker extends PollingWorker {

    private final CouponStock stock;

    /** @param poll between two runs; zero on a node that leaves this to others */
    CouponStockWorker(
            CouponStock stock, BusinessClock clock, @Value("${rapport.loyalty.coupon-poll:10s}") Duration poll) {
        super("coupon-stock", poll, "Codes of coupons", "cannot be registered with shops");
        this.stock = stock;
        clock.follow(distance -> wake());
    }

    @Override
    protected void work() {
        stock.plan();
        repeat(stock::askNext);
    }
}
