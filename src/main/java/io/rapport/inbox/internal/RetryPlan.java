package io.rapport.inbox.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** When an event that failed is tried again: soon, then ever later, then never. */
final class RetryPlan {

    private static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30));

    private static final Duration AFTER_CONFLICT = Duration.ofMillis(200);
    private static final Duration AFTER_CONFLICT_MOST = Duration.ofSeconds(30);

    /** So many conflicts in a row, some two minutes of them, are no chance any more. */
    private static final int MOST_CONFLICTS = 10;

    /** How long work steps back that met the database away or unable to write, so that other work is tried first. */
    static final Duration AFTER_INFRASTRUCTURE = Duration.ofSeconds(10);

    /** Longest pause between two checks whether a journey waits for an unmatched event. */
    private static final Duration EARLY_MOST = Duration.ofMinutes(5);

    private RetryPlan() {}

    /**
     * @param attempts failed tries, this one included; 1 or more
     * @return the pause before the next try, or empty when there is none
     */
    static Optional<Duration> afterFailure(int attempts) {
        return attempts <= DELAYS.size() ? Optional.of(DELAYS.get(attempts - 1)) : Optional.empty();
    }

    /**
     * @param conflicts how often the work met another change, this time included; 1 or more
     * @return the pause before the next try, twice as long each time; empty when it is to count as a failed try
     */
    static Optional<Duration> afterConflict(int conflicts) {
        if (conflicts > MOST_CONFLICTS) {
            return Optional.empty();
        }
        Duration pause = AFTER_CONFLICT.multipliedBy(1L << (conflicts - 1));
        return Optional.of(pause.compareTo(AFTER_CONFLICT_MOST) > 0 ? AFTER_CONFLICT_MOST : pause);
    }

    /**
     * @param failures how often the whole worker failed in a row, this time included; 1 or more
     * @return the pause before it works again: from a second to half a minute
     */
    static Duration afterOutage(int failures) {
        return Duration.ofSeconds(Math.min(30, 1L << Math.min(failures - 1, 5)));
    }

    /**
     * @param waited how long the event has waited for a journey
     * @return the pause before the next check: half of what it waited, at least a second
     */
    static Duration nextCheck(Duration waited) {
        Duration half = waited.dividedBy(2);
        if (half.compareTo(Duration.ofSeconds(1)) < 0) {
            return Duration.ofSeconds(1);
        }
        return half.compareTo(EARLY_MOST) > 0 ? EARLY_MOST : half;
    }
}
