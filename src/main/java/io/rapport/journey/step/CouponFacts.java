package io.rapport.journey.step;

import io.rapport.calendar.BusinessClock;
import io.rapport.loyalty.Coupon;
import io.rapport.loyalty.CouponPools;
import io.rapport.loyalty.Coupons;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** What expressions may ask about a coupon by its code, and about the pools that coupons come from. */
@Facts("couponFacts")
public final class CouponFacts {

    private static final Duration BEFORE = Duration.ofDays(3);

    private final Coupons coupons;
    private final CouponPools pools;
    private final BusinessClock clock;

    CouponFacts(Coupons coupons, CouponPools pools, BusinessClock clock) {
        this.coupons = coupons;
        this.pools = pools;
        this.clock = clock;
    }

    /** @return how many pools have fewer free codes than they should */
    public int shortPools() {
        return pools.shortPools().size();
    }

    /**
     * @param couponCode as issued
     * @return three days before it expires, but never before half of its time
     */
    public Date remindAt(String couponCode) {
        Coupon coupon = require(couponCode);
        Instant half = coupon.issuedAt()
                .plus(Duration.between(coupon.issuedAt(), coupon.expiresAt()).dividedBy(2));
        Instant late = coupon.expiresAt().minus(BEFORE);
        return Date.from(late.isAfter(half) ? late : half);
    }

    /**
     * @param couponCode as issued
     * @return when it expires
     */
    public Date expiresAt(String couponCode) {
        return Date.from(require(couponCode).expiresAt());
    }

    /**
     * @param couponCode as issued; {@code null} where no code was left to issue
     * @param days how long a journey without a coupon goes on all the same
     * @return when the coupon expires; so many days from now if there is none
     */
    public Date expiresAt(String couponCode, int days) {
        return couponCode == null ? Date.from(clock.instant().plus(Duration.ofDays(days))) : expiresAt(couponCode);
    }

    private Coupon require(String code) {
        return coupons.find(code).orElseThrow(() -> new IllegalStateException("there is no such coupon"));
    }
}
