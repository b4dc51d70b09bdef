package io.rapport.loyalty;

/**
 * Codes that the shop made, and what each of them gives.
 *
 * @param name of the pool
 * @param terms of each coupon; it is never valid for longer than the shop says of the code
 * @param alertBelow with fewer free codes than these the pool is short
 * @param free codes that can be issued
 */
public record CouponPool(String name, CouponTerms terms, int alertBelow, int free) {

    /** @return whether somebody is to ask the shop for more codes */
    public boolean isShort() {
        return free < alertBelow;
    }
}
