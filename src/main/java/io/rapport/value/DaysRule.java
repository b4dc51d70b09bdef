package io.rapport.value;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * A rule that needs no model: the chance that somebody still buys halves with every so many days without a purchase, and who
 * still buys does so as often as until now, at most once a year if they bought only in the last year.
 *
 * @param halfLifeDays without a purchase
 * @param margin how much of what is spent counts as value, 1 for all
 * @param discount a year, such as 0.1
 */
record DaysRule(int halfLifeDays, double margin, double discount) implements ScoringRule {

    private static final double YEAR = 365;

    @Override
    public Expectation of(Purchases purchases, LocalDate today) {
        long quiet = Math.max(0, ChronoUnit.DAYS.between(purchases.lastDay(), today));
        double alive = Math.pow(0.5, quiet / (double) halfLifeDays);
        double inYear = alive * purchases.days() * YEAR / Math.max(YEAR, purchases.ageDays(today));
        double mean = purchases.spentMinor() / (double) purchases.days();
        double lifetime = 0;
        for (int year = 0; year < YEARS; year++) {
            lifetime += inYear * mean * margin * Math.pow(0.5, year) / Math.pow(1 + discount, year + 0.5);
        }
        return new Expectation(alive, inYear * 90 / YEAR, inYear, Math.round(lifetime), ScoringMethod.DAYS);
    }
}
