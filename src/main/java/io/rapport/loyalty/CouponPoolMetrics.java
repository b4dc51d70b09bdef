package io.rapport.loyalty;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** {@code rapport.coupons.pools.short}: how many pools have fewer free codes than they should. */
@Component
final class CouponPoolMetrics implements MeterBinder {

    private final CouponPools pools;

    CouponPoolMetrics(CouponPools pools) {
        this.pools = pools;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("rapport.coupons.pools.short", this, CouponPoolMetrics::count)
                .description("Pools of coupons with fewer free codes than they should have")
                .register(registry);
    }

    private double count() {
        try {
            return pools.shortPools().size();
        } catch (DataAccessException e) {
            return Double.NaN;
        }
    }
}
