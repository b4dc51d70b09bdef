package io.rapport.value;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the run has come.
 *
 * @param outcome of the last fit; empty before the first one
 * @param outcomeAt when that was; {@code null} before
 * @param quantity what it had to fit on; empty before, and of a fit that did not note it
 * @param requested whether a fit is requested and not begun
 * @param scoring whether customers are being scored
 * @param scored how many are, since the last fit
 * @param scoredAt when all were scored last; {@code null} if never
 */
public record ValueRunState(
        Optional<FitOutcome> outcome,
        Instant outcomeAt,
        Optional<FitQuantity> quantity,
        boolean requested,
        boolean scoring,
        long scored,
        Instant scoredAt) {}
