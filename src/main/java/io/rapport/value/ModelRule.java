package io.rapport.value;

import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Expectations by fitted models: purchases by MBG/NBD, what each comes to by Gamma-Gamma, and the value of three years from
 * both, quarter by quarter, each discounted from its middle.
 */
final class ModelRule implements ScoringRule {

    private static final double WEEK = 7;
    private static final double QUARTER = 365.25 / 4 / WEEK;
    private static final int QUARTERS = 4;

    /** Some megabytes. */
    private static final int MOST_PROSPECTS = 50_000;

    private final BetaGeometric buying;
    private final GammaGamma spending;
    private final double minorUnits;
    private final double margin;
    private final double[] discounts = new double[YEARS * QUARTERS];

    /** By repeat purchases and days since the first one: many customers share them, and the series behind them are long. */
    private final Map<Long, Prospect> prospects = new ConcurrentHashMap<>();

    /**
     * What is to be expected of who still buys.
     *
     * @param in90 purchases in the next 90 days
     * @param in365 purchases in the next 365 days
     * @param discounted purchases of the years that count, each discounted
     */
    private record Prospect(double in90, double in365, double discounted) {}

    /**
     * @param buying fitted in weeks
     * @param spending fitted in units of money; {@code null} where there is too little: then the customer's own mean holds
     * @param minorUnits smallest units in a unit of money, such as 100
     * @param margin how much of what is spent counts as value, 1 for all
     * @param discount a year, such as 0.1
     */
    ModelRule(BetaGeometric buying, GammaGamma spending, double minorUnits, double margin, double discount) {
        this.buying = buying;
        this.spending = spending;
        this.minorUnits = minorUnits;
        this.margin = margin;
        for (int quarter = 0; quarter < discounts.length; quarter++) {
            discounts[quarter] = Math.pow(1 + discount, (quarter + 0.5) / QUARTERS);
        }
    }

    @Override
    public Expectation of(Purchases purchases, LocalDate today) {
        int repeats = purchases.repeats();
        int age = purchases.ageDays(today);
        double alive = buying.alive(repeats, purchases.recencyDays() / WEEK, age / WEEK);
        Prospect prospect = prospect(repeats, age);
        return new Expectation(
                alive,
                alive * prospect.in90(),
                alive * prospect.in365(),
                Math.round(alive * prospect.discounted() * margin * meanMinor(purchases)),
                ScoringMethod.MODEL);
    }

    private Prospect prospect(int repeats, int ageDays) {
        long key = ((long) repeats << Integer.SIZE) | ageDays;
        Prospect known = prospects.get(key);
        if (known == null) {
            if (prospects.size() >= MOST_PROSPECTS) {
                prospects.clear();
            }
            known = computed(repeats, ageDays / WEEK);
            prospects.put(key, known);
        }
        return known;
    }

    private Prospect computed(int repeats, double age) {
        double before = 0;
        double discounted = 0;
        for (int quarter = 0; quarter < discounts.length; quarter++) {
            double until = buying.expectedOfActive(repeats, age, (quarter + 1) * QUARTER);
            discounted += (until - before) / discounts[quarter];
            before = until;
        }
        return new Prospect(
                buying.expectedOfActive(repeats, age, 90 / WEEK),
                buying.expectedOfActive(repeats, age, 365 / WEEK),
                discounted);
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
