package io.rapport.value;

import java.time.LocalDate;
import java.util.Map;

/**
 * Scores customers by what holds on a day. Pure.
 *
 * @param rules by what is expected
 * @param fifths of all customers
 * @param today the day
 */
record Scoring(Rules rules, Quintiles fifths, LocalDate today) {

    /**
     * Rules for all customers.
     *
     * @param general for those whose cohort has none of its own
     * @param byYear of the first purchase
     */
    record Rules(ScoringRule general, Map<Integer, ScoringRule> byYear) {

        ScoringRule of(Purchases purchases) {
            return byYear.getOrDefault(purchases.firstDay().getYear(), general);
        }
    }

    CustomerScore of(Purchases purchases) {
        return CustomerScore.of(purchases, rules.of(purchases).of(purchases, today), fifths);
    }
}
