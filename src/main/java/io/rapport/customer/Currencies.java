package io.rapport.customer;

import java.math.BigDecimal;
import java.util.Currency;

/** What currencies are like (ISO 4217). */
public final class Currencies {

    private static final int USUAL = 2;

    private Currencies() {}

    /**
     * Returns into how many decimals a currency is divided.
     *
     * @param code such as {@code EUR} (2), {@code JPY} (0) or {@code BHD} (3)
     * @return 0 or more; 2 for a code that is no currency, and for units without a division of their own
     */
    public static int decimals(String code) {
        try {
            int digits = Currency.getInstance(code).getDefaultFractionDigits();
            return digits < 0 ? USUAL : digits;
        } catch (IllegalArgumentException unknown) {
            return USUAL;
        }
    }

    /**
     * Returns whether a code is one that amounts can be paid in.
     *
     * @param code to be looked up
     * @return true for a currency of ISO 4217, of today or of old, that has a smallest unit: not for gold, or {@code XXX}
     */
    public static boolean isMoney(String code) {
        try {
            return Currency.getInstance(code).getDefaultFractionDigits() >= 0;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    /**
     * Returns whether an amount can be paid in a currency.
     *
     * @param amount in units of the currency
     * @param code ISO 4217
     * @return false if it has more decimals than the currency
     */
    public static boolean fits(BigDecimal amount, String code) {
        return amount.stripTrailingZeros().scale() <= decimals(code);
    }

    /**
     * Changes an amount as it is added up into one as people read it.
     *
     * @param minor whole smallest units, such as cents
     * @param code ISO 4217
     * @return units of the currency, with its decimals
     */
    public static BigDecimal units(BigDecimal minor, String code) {
        return minor.movePointLeft(decimals(code)).setScale(decimals(code));
    }

    /**
     * Changes an amount as people write it into one that may be added up.
     *
     * @param amount in units of the currency
     * @param code ISO 4217
     * @return whole smallest units
     * @throws ArithmeticException if the currency has no unit so small, or the number is too large; see {@link #fits}
     */
    public static long minorUnits(BigDecimal amount, String code) {
        return amount.movePointRight(decimals(code)).longValueExact();
    }
}
