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
 * @param brokenAt when its day had passed without it; {@code null} if it did not, or that is not known any more
 * @param settledAt when it was kept or given up; {@code null} while it is owed
 * @param explanation what staff said to the customer when it was given up; {@code null} if it was not
 */
public record Promise(
        String id,
        String customerId,
        String promised,
        LocalDate dueOn,
        String madeBy,
        Instant madeAt,
        State state,
        Instant brokenAt,
        Instant settledAt,
        String explanation) {

    /** What became of a promise. */
    public enum State {
        /** Its day has not passed, and nobody has kept it yet. */
        OPEN,
        /** Kept by its day. */
        KEPT,
        /** Kept after its day. */
        LATE,
        /** Its day has passed, and it is owed still. */
        BROKEN,
        /** It cannot be kept, and the customer knows: before its day, or after it was broken. */
        GIVEN_UP;

        /** @return as tables and texts write it, such as {@code given-up} */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
