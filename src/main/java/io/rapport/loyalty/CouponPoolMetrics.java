package io.rapport.loyalty;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * {@code rapport.coupons.pools.short}: how many pools have fewer free codes than they should;
 * {@code rapport.coupons.pools.unconfirmed}: of how many the shop has not confirmed the newest code.
 */
@Component
final class CouponPoolMetrics implements MeterBinder {

    private final CouponPools pools;

    CouponPoolMetrics(CouponPools pools) {
        this.pools = pools;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("rapport.coupons.pools.short", pools, known -> count(known::shortPools))
                .description("Pools of coupons with fewer free codes than they should have")
                .register(registry);
        Gauge.builder("rapport.coupons.pools.unconfirmed", pools, known -> count(known::unconfirmedPools))
                .description("Pools of coupons whose newest code the shop has not confirmed")
                .register(registry);
    }

    private static double count(Supplier<List<CouponPool>> asked) {
        try {
            return asked.get().size();
        } catch (DataAccessException e) {
            return Double.NaN;
        }
    }
}
