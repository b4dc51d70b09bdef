package io.rapport.value;

import java.time.Instant;

/**
 * A fit that is kept.
 *
 * @param cohort {@code all}, or a year of first purchases
 * @param at when it was made
 * @param fit all of it
 */
public record StoredFit(String cohort, Instant at, ValueFit fit) {}
