package io.rapport.value;

import java.time.Instant;

/**
 * Somebody's decision about a candidate.
 *
 * @param by login
 * @param at when
 * @param reason why it is made live although it does worse; {@code null} where none was asked for
 */
public record FitDecision(String by, Instant at, String reason) {

    /** Longest reason, in characters. */
    public static final int LONGEST_REASON = 500;
}
