package io.rapport.loyalty;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * What a coupon gives, and for what.
 *
 * @param percent off, 1 to 100; {@code null} if it is an amount
 * @param amount off, more than 0; {@code null} if it is percent
 * @param currency of amount and minimum; {@code null} if there is neither
 * @param minimum what the order must come to, more than 0; {@code null} for any
 * @param skus the articles that it is for; empty for all
 * @param valid for how many days after that of the issue, the last one to its end; positive
 */
public record CouponTerms(
        Integer percent, BigDecimal amount, String currency, BigDecimal minimum, List<String> skus, Duration valid) {

    /** @throws IllegalArgumentException naming what cannot be meant */
    public CouponTerms {
        skus = List.copyOf(skus);
        require((percent == null) != (amount == null), "a coupon must be of percent or of an amount, one of the two");
        require(
                percent == null || percent >= 1 && percent <= 100,
                "a coupon's percent must be 1 to 100, not " + percent);
        require(amount == null || amount.signum() > 0, "a coupon's amount must be more than 0, not " + amount);
        require(minimum == null || minimum.signum() > 0, "a coupon's minimum must be more than 0, not " + minimum);
        require(
                (amount == null && minimum == null) == (currency == null),
                "a coupon's currency must be named with an amount or minimum, and only then");
        require(!valid.isNegative() && !valid.isZero(), "a coupon must be valid for some time, not " + valid);
    }

    /**
     * @param percent off, 1 to 100
     * @param valid from now on, positive
     * @return a discount in percent for any order
     */
    public static CouponTerms percent(int percent, Duration valid) {
        return new CouponTerms(percent, null, null, null, List.of(), valid);
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException(fault);
        }
    }
}
