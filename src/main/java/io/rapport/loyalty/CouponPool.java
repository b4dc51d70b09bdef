package io.rapport.loyalty;

/**
 * Codes that a shop takes at its checkout, and what each of them gives.
 *
 * @param name of the pool
 * @param terms of each coupon; it is never valid for longer than the shop says of the code
 * @param alertBelow with fewer free codes than these the pool is short
 * @param free codes that can be issued
 * @param stock who confirms its codes, and how many are to be there; {@code null}: the shop makes the codes
 * @param fault why the shop has not confirmed the newest code; {@code null} if it has
 */
public record CouponPool(String name, CouponTerms terms, int alertBelow, int free, Stock stock, String fault) {

    /** @return whether somebody is to see to it that there are more codes */
    public boolean isShort() {
        return free < alertBelow;
    }

    /**
     * Codes that are made here and confirmed by a shop.
     *
     * @param shop which one, as the configuration names it
     * @param codes confirmed ones that are to be there; 0: the pool is given up
     */
    public record Stock(String shop, int codes) {}
}
