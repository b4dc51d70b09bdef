package io.rapport.value;

import java.time.Instant;

/**
 * A fit that is kept.
 *
 * @param cohort {@code all}, or a year of first purchases
 * @param at when it was made
 * @param fit all of it
 * @param decision by which it is live, or is to be; {@code null} if nobody was asked, and of a year
 */
public record StoredFit(String cohort, Instant at, ValueFit fit, FitDecision decision) {}
