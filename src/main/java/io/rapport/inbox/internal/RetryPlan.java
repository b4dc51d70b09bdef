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

    /** Longest pause between two looks at whether a journey waits for an early event. */
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
     * @param waited how long the event has waited for a journey
     * @return the pause before the next look: half of what it waited, at least a second
     */
    static Duration nextLook(Duration waited) {
        Duration half = waited.dividedBy(2);
        if (half.compareTo(Duration.ofSeconds(1)) < 0) {
            return Duration.ofSeconds(1);
        }
        return half.compareTo(EARLY_MOST) > 0 ? EARLY_MOST : half;
    }
}
