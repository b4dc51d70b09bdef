package io.rapport.value;

import java.time.LocalDate;

/**
 * Expectations by fitted models: purchases by MBG/NBD, what each comes to by Gamma-Gamma, and the value of three years from
 * both, quarter by quarter, each discounted from its middle.
 *
 * @param buying fitted in weeks
 * @param spending fitted in units of money; {@code null} where there is too little: then the customer's own mean holds
 * @param minorUnits smallest units in a unit of money, such as 100
 * @param margin how much of what is spent counts as value, 1 for all
 * @param discount a year, such as 0.1
 */
record ModelRule(BetaGeometric buying, GammaGamma spending, double minorUnits, double margin, double discount)
        implements ScoringRule {

    private static final double WEEK = 7;
    private static final double QUARTER = 365.25 / 4 / WEEK;
    private static final int QUARTERS = 4;

    @Override
    public Expectation of(Purchases purchases, LocalDate today) {
        int repeats = purchases.repeats();
        double age = purchases.ageDays(today) / WEEK;
        double alive = buying.alive(repeats, purchases.recencyDays() / WEEK, age);
        double before = 0;
        double discounted = 0;
        for (int quarter = 1; quarter <= YEARS * QUARTERS; quarter++) {
            double until = buying.expectedOfActive(repeats, age, quarter * QUARTER);
            discounted += (until - before) / Math.pow(1 + discount, (quarter - 0.5) / QUARTERS);
            before = until;
        }
        return new Expectation(
                alive,
                alive * buying.expectedOfActive(repeats, age, 90 / WEEK),
                alive * buying.expectedOfActive(repeats, age, 365 / WEEK),
                Math.round(alive * discounted * margin * meanMinor(purchases)),
                ScoringMethod.MODEL);
    }

    private double meanMinor(Purchases purchases) {
        if (spending == null) {
            return purchases.spentMinor() / (double) purchases.days();
        }
        int paid = purchases.repeatPaidDays();
        double mean = paid == 0 ? 0 : purchases.repeatMinor() / minorUnits / paid;
        return spending.expectedMean(paid, mean) * minorUnits;
    }
}
