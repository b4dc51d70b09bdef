package io.rapport.customer;

import java.time.Instant;
import java.util.Map;

/**
 * Something that is running for a customer, or comes next.
 *
 * @param state whether it runs, waits for somebody, or comes by itself
 * @param at since when it runs, or when it is due; {@code null} if no moment is known
 * @param what a code, such as {@code task.open}; the page has words for it
 * @param facts as of {@link TimelineEntry}
 */
public record UpcomingItem(State state, Instant at, String what, Map<String, Object> facts) {

    /** What an item waits for. */
    public enum State {
        /** A journey, since {@code at}. */
        RUNNING,
        /** Somebody has to do it, until {@code at}. */
        OPEN,
        /** It happens by itself, at {@code at} at the earliest. */
        PLANNED
    }

    /**
     * @param state whether it runs, waits for somebody, or comes by itself
     * @param at since when it runs, or when it is due; may be {@code null}
     * @param what a code
     * @param facts name and value in turn; those whose value is {@code null} or empty are left out
     * @return the item
     */
    public static UpcomingItem of(State state, Instant at, String what, Object... facts) {
        return new UpcomingItem(state, at, what, TimelineEntry.named(facts));
    }
}
