package io.rapport.value;

import io.rapport.customer.Currencies;
import java.math.BigDecimal;
import java.math.MathContext;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Locale;

/**
 * What a customer is worth. Fifths go from 1, the lowest, to 5. Chances and purchases are kept to four places, as they are
 * shown: who is long gone would else be another each night.
 *
 * @param customerId bare id
 * @param firstDay of the first purchase that was kept
 * @param lastDay of the last one
 * @param days on which the customer bought
 * @param spentMinor what was spent in all, in smallest units of the reporting currency
 * @param recency fifth by the last day
 * @param frequency fifth by the days
 * @param monetary fifth by what was spent
 * @param alive the chance that the customer still buys, 0 to 1
 * @param expected90 purchases expected in the next 90 days
 * @param expected365 purchases expected in the next 365 days
 * @param lifetimeMinor what the customer is expected to spend in three years, discounted
 * @param valueClass fifth by that
 * @param method how it was found
 */
public record CustomerScore(
        String customerId,
        LocalDate firstDay,
        LocalDate lastDay,
        int days,
        long spentMinor,
        int recency,
        int frequency,
        int monetary,
        double alive,
        double expected90,
        double expected365,
        long lifetimeMinor,
        int valueClass,
        ScoringMethod method) {

    private static final double PLACES = 10_000;

    /** What a forecast of years is good for: a manager reads 4,800 as one, and 4,764.53 as an account. */
    private static final MathContext ESTIMATE = new MathContext(2);

    static CustomerScore of(Purchases purchases, ScoringRule.Expectation expected, Quintiles fifths) {
        return new CustomerScore(
                purchases.customerId(),
                purchases.firstDay(),
                purchases.lastDay(),
                purchases.days(),
                purchases.spentMinor(),
                Quintiles.of(fifths.recency(), purchases.lastDay().toEpochDay()),
                Quintiles.of(fifths.frequency(), purchases.days()),
                Quintiles.of(fifths.monetary(), purchases.spentMinor()),
                rounded(expected.alive()),
                rounded(expected.in90()),
                rounded(expected.in365()),
                expected.lifetimeMinor(),
                Quintiles.of(fifths.lifetime(), expected.lifetimeMinor()),
                expected.method());
    }

    /**
     * @param currency the reporting currency, ISO 4217
     * @param reader of whom
     * @return {@link #lifetimeMinor} as people of that locale write it, to two figures and without fractions: {@code €4,800}
     */
    public String lifetimeEstimate(String currency, Locale reader) {
        NumberFormat format = NumberFormat.getCurrencyInstance(reader);
        format.setCurrency(Currency.getInstance(currency));
        format.setMaximumFractionDigits(0);
        return format.format(
                Currencies.units(BigDecimal.valueOf(lifetimeMinor), currency).round(ESTIMATE));
    }

    private static double rounded(double value) {
        return Math.round(value * PLACES) / PLACES;
    }
}
