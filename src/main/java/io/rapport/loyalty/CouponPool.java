package io.rapport.loyalty;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

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

    /** What {@link #isName} takes, as a part of a sentence. */
    public static final String NAMES = "small letters, digits and single hyphens, at most 64";

    /** What {@link #isCode} takes, as a part of a sentence. */
    public static final String CODES = "6 to 64 letters, digits and hyphens, at least 6 of them letters or digits";

    /** Hyphens are no secret: without them, too, a code must be long enough that nobody finds it by trying. */
    private static final Pattern CODE = Pattern.compile("(?=(?:-*[A-Za-z0-9]){6})[A-Za-z0-9-]{6,64}");

    /** What is further away is a typing mistake. */
    private static final Duration LONGEST_TERM = Duration.ofDays(20 * 366);

    private static final Pattern NAME = Pattern.compile("(?=.{1,64}\\z)[a-z0-9]+(-[a-z0-9]+)*");

    /**
     * @param name any
     * @return whether a pool can have it
     */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * @param code any
     * @return whether it can be one of the codes that a shop made
     */
    public static boolean isCode(String code) {
        return CODE.matcher(code).matches();
    }

    /**
     * @param expiresAt when codes end in the shop
     * @param now the moment at which they are brought
     * @return whether that is to come, within twenty years
     */
    public static boolean isTerm(Instant expiresAt, Instant now) {
        return expiresAt.isAfter(now) && !expiresAt.isAfter(now.plus(LONGEST_TERM));
    }

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
