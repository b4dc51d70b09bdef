package io.rapport.desk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;

/**
 * What staff promised a customer.
 *
 * @param id of the promise
 * @param customerId bare id
 * @param promised in the words of who promised it
 * @param dueOn the last day on which it is kept in time
 * @param madeBy login of who promised it; {@code null} if unknown
 * @param madeAt when
 * @param state what became of it
 * @param settledAt when that was known; {@code null} while it is open
 */
public record Promise(
        String id,
        String customerId,
        String promised,
        LocalDate dueOn,
        String madeBy,
        Instant madeAt,
        State state,
        Instant settledAt) {

    /** What became of a promise. */
    public enum State {
        /** Its day has not passed, and nobody has kept it yet. */
        OPEN,
        /** Kept by its day. */
        KEPT,
        /** Kept after its day. */
        LATE,
        /** Its day has passed, or it cannot be kept. */
        BROKEN;

        /** @return as tables and texts write it */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
