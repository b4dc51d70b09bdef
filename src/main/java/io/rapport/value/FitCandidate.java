package io.rapport.value;

import io.rapport.customer.Moves;
import java.time.Instant;
import java.util.List;

/**
 * Models that were fitted and wait for a decision, beside those that are live.
 *
 * @param id by which a decision names it
 * @param fits that for all customers first, then those of years
 * @param worse whether it is off by more than the live one on the same weeks: it was kept back
 * @param askedBy login of who tried it; {@code null}: the night did
 * @param state how far it is
 * @param compared how many customers are scored by it
 * @param comparedAt when all were; {@code null} before
 * @param moves who would go from where to where: value class, chance to buy again in percent and steps of five, tier, stage,
 *     segments. Complete once all are scored
 */
public record FitCandidate(
        long id,
        List<StoredFit> fits,
        boolean worse,
        String askedBy,
        State state,
        long compared,
        Instant comparedAt,
        List<Moves> moves) {

    /** Of {@link #moves}: value class. */
    public static final String CLASS = "class";

    /** Of {@link #moves}: chance to buy again. */
    public static final String ALIVE = "alive";

    /** How far a candidate is. */
    public enum State {
        /** All customers are being scored by it, to see who would move. */
        COMPARING,
        /** Somebody may make it live or discard it. */
        WAITING,
        /** It is made live as soon as a node gets to it. */
        ACCEPTED,
        /** It is older than a day, or another fit is live by now: it cannot be made live. */
        OVERTAKEN
    }

    /** @return that for all customers */
    public StoredFit all() {
        return fits.get(0);
    }
}
