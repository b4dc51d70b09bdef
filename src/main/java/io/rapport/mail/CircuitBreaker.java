package io.rapport.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Leaves alone who does not answer, for a pause that doubles from try to try. When a pause is over one try is let
 * through, and the next pause begins with it: only a success ends them.
 */
final class CircuitBreaker {

    private final Duration first;
    private final Duration longest;
    private final Supplier<Instant> clock;

    private int failures;
    private boolean trying;
    private Instant until = Instant.MIN;

    /**
     * @param first pause after the first failure
     * @param longest pause, however many follow
     * @param clock the time that pauses are measured by
     */
    CircuitBreaker(Duration first, Duration longest, Supplier<Instant> clock) {
        this.first = first;
        this.longest = longest;
        this.clock = clock;
    }

    /** @return whether somebody may try now, without trying */
    synchronized boolean isOpenForTry() {
        return failures == 0 || !clock.get().isBefore(until);
    }

    /** @return whether the caller may try now; after a failure nobody else may until the next pause is over */
    synchronized boolean tryNow() {
        if (!isOpenForTry()) {
            return false;
        }
        insist();
        return true;
    }

    /** Tries whatever the pause says. */
    synchronized void insist() {
        if (failures > 0) {
            trying = true;
            pause();
        }
    }

    /** The try that {@link #tryNow} let through was not made after all: somebody else may make it. */
    synchronized void giveBack() {
        if (trying) {
            trying = false;
            failures--;
            until = clock.get();
        }
    }

    /** The try failed. What was under way when the first failure came adds nothing. */
    synchronized void failed() {
        trying = false;
        if (failures == 0) {
            pause();
        }
    }

    /** There was an answer: no more pauses. */
    synchronized void succeeded() {
        failures = 0;
        trying = false;
        until = Instant.MIN;
    }

    synchronized boolean isWell() {
        return failures == 0;
    }

    /** @return when the next try may be made */
    synchronized Instant until() {
        return until;
    }

    /** @return how long until then; negative if one may be made already */
    synchronized Duration remaining() {
        return until.equals(Instant.MIN) ? Duration.ZERO : Duration.between(clock.get(), until);
    }

    private void pause() {
        Duration pause = first.multipliedBy(1L << Math.min(failures, 20));
        failures++;
        until = clock.get().plus(pause.compareTo(longest) < 0 ? pause : longest);
    }
}
