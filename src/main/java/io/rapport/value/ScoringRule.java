package io.rapport.value;

import java.time.LocalDate;

/** What is expected of a customer, by what they bought. Pure. */
interface ScoringRule {

    /**
     * What is expected.
     *
     * @param alive the chance that the customer still buys, 0 to 1
     * @param in90 purchases in the next 90 days
     * @param in365 purchases in the next 365 days
     * @param lifetimeMinor what the customer will be worth in three years, discounted, in smallest units
     * @param method by what
     */
    record Expectation(double alive, double in90, double in365, long lifetimeMinor, ScoringMethod method) {}

    /** For how long a customer's value is added up. */
    int YEARS = 3;

    /**
     * @param purchases of one customer
     * @param today when it is asked
     * @return what is expected from then on
     */
    Expectation of(Purchases purchases, LocalDate today);
}
