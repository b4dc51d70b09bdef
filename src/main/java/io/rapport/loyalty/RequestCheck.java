package io.rapport.loyalty;

import io.rapport.customer.Currencies;
import io.rapport.inbox.CurrentCurrencies;
import io.rapport.language.VisibleText;
import io.rapport.loyalty.RedemptionRefused.Reason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** Checks what tills send, with answers that name the field and the fix. */
final class RequestCheck {

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,100}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final BigDecimal LARGEST = new BigDecimal("1000000000");
    private static final int MOST_DECIMALS = 4;
    private static final int LONGEST_CODE = 64;
    private static final int LONGEST_SHOPPER = 100;
    private static final int MOST_SKUS = 500;

    /** As events have them. */
    private static final int LONGEST_SKU = 64;

    private RequestCheck() {}

    static void key(String key) {
        require(
                key != null && KEY.matcher(key).matches(),
                "Idempotency-Key: send this header, 1 to 100 characters without spaces, a key of its own with each"
                        + " redemption, and the same one when the same request is sent again.");
    }

    static void id(String field, String id, boolean mayBeAbsent) {
        require(
                id == null ? mayBeAbsent : ID.matcher(id).matches(),
                field + ": send an id of 1 to 64 letters, digits, points, hyphens and underscores.");
    }

    /** @param shopper who types, as the system names them; may be absent */
    static void shopper(String shopper) {
        require(
                shopper == null || !VisibleText.isBlank(shopper) && shopper.length() <= LONGEST_SHOPPER,
                "Coupon-Shopper: send 1 to " + LONGEST_SHOPPER + " characters, or leave the header out.");
    }

    /** @param skus article numbers; may be absent */
    static void skus(List<String> skus) {
        require(
                skus == null || skus.size() <= MOST_SKUS && skus.stream().allMatch(RequestCheck::isSku),
                "skus: send at most " + MOST_SKUS + " article numbers, each of 1 to " + LONGEST_SKU + " characters.");
    }

    private static boolean isSku(String sku) {
        return !VisibleText.isBlank(sku) && sku.length() <= LONGEST_SKU && sku.indexOf('\0') < 0;
    }

    static void code(String code) {
        require(code != null, "code: send what the customer typed.");
        require(
                CouponCodes.normal(code).length() <= LONGEST_CODE,
                "code: a code has at most " + LONGEST_CODE + " characters.");
    }

    static void points(Integer points) {
        require(
                points != null && points > 0 && points <= LARGEST.intValue(),
                "points: send a whole number from 1 to " + LARGEST.toPlainString() + ".");
    }

    /** @param now by which currencies have ended */
    static void amount(String field, BigDecimal amount, String currency, Instant now) {
        require(
                amount == null || isAmount(amount),
                field + ": send an amount from 0 to " + LARGEST.toPlainString()
                        + " in units of the currency, such as 12.50.");
        require(
                (amount == null) == (currency == null) && (currency == null || isCurrent(currency, now)),
                "currency: send it with " + field + ", as a code of ISO 4217 that is in use, such as EUR.");
        decimals(field, amount, currency);
    }

    static void decimals(String field, BigDecimal amount, String currency) {
        require(
                amount == null || Currencies.fits(amount, currency),
                field + ": " + currency + " has at most " + Currencies.decimals(currency == null ? "" : currency)
                        + " decimals.");
    }

    static boolean isAmount(BigDecimal amount) {
        return amount.signum() >= 0 && amount.compareTo(LARGEST) <= 0 && amount.scale() <= MOST_DECIMALS;
    }

    /** An amount that can be paid in the currency, above nothing. */
    static void price(String field, BigDecimal amount, String currency) {
        require(
                amount == null || isAmount(amount) && amount.signum() > 0,
                field + ": send an amount above 0, at most " + LARGEST.toPlainString()
                        + ", in units of the currency, such as 12.50.");
        decimals(field, amount, currency);
    }

    /** @param now by which currencies have ended */
    static void currency(String currency, boolean isNeeded, Instant now) {
        require(
                isNeeded ? currency != null && isCurrent(currency, now) : currency == null,
                "currency: send it with an amount or minimum and only then, as a code of ISO 4217 that is in use, such as"
                        + " EUR.");
    }

    /** As events: what no order can be placed in no till can be paid in. */
    private static boolean isCurrent(String currency, Instant now) {
        return CurrentCurrencies.at(now).contains(currency);
    }

    static void require(boolean condition, String fault) {
        if (!condition) {
            throw new RedemptionRefused(Reason.INVALID, fault);
        }
    }
}
