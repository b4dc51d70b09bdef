package io.rapport.journey.step;

import io.rapport.calendar.BusinessClock;
import io.rapport.loyalty.Coupon;
import io.rapport.loyalty.CouponPools;
import io.rapport.loyalty.Coupons;
import io.rapport.loyalty.LastDays;
import java.time.Duration;
import java.util.Date;

/** What expressions may ask about a coupon by its code, and about the pools that coupons come from. */
@Facts("couponFacts")
public final class CouponFacts {

    private final Coupons coupons;
    private final CouponPools pools;
    private final LastDays days;
    private final BusinessClock clock;

    CouponFacts(Coupons coupons, CouponPools pools, LastDays days, BusinessClock clock) {
        this.coupons = coupons;
        this.pools = pools;
        this.days = days;
        this.clock = clock;
    }

    /** @return how many pools have fewer free codes than they should */
    public int shortPools() {
        return pools.shortPools().size();
    }

    /**
     * @param couponCode as issued
     * @return the customer's morning two days before its last day; of a coupon for less than four days, that of the day halfway
     */
    public Date remindAt(String couponCode) {
        return Date.from(days.remindAt(require(couponCode)));
    }

    /**
     * @param couponCode as issued
     * @return the first moment of its last day where the customer lives, from which on nobody is reminded of it
     */
    public Date lastDay(String couponCode) {
        return Date.from(days.begin(require(couponCode)));
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
