package io.rapport.inbox.internal;

import java.time.Duration;

/**
 * When a worker checks what comes beside the queue: events that are due later, unmatched or owed to single journeys. While
 * events come one by one a worker is idle after each, and would ask as many statements about these as it takes for the event.
 */
final class CheckSchedule {

    /** Between two checks of an idle worker, as between its polls. */
    static final long POLL_NANOS = Duration.ofMillis(200).toNanos();

    /** Checked that often however much there is to do in the queue. */
    private static final long BUSY_NANOS = Duration.ofSeconds(1).toNanos();

    private long last;

    /** @param now in nanoseconds, as of {@link System#nanoTime} */
    CheckSchedule(long now) {
        this.last = now;
    }

    /**
     * Returns whether to check now.
     *
     * @param idle whether there was nothing in the queue
     * @param called whether somebody has said that there may be something beside it
     * @param now in nanoseconds
     */
    boolean isDue(boolean idle, boolean called, long now) {
        long since = now - last;
        return since > BUSY_NANOS || idle && (called || since >= POLL_NANOS);
    }

    /**
     * Says that the worker has checked.
     *
     * @param found whether there was something: then there may be more, and the next idle moment is the time to see
     * @param now in nanoseconds
     */
    void checked(boolean found, long now) {
        last = found ? now - POLL_NANOS : now;
    }

    /**
     * @param now in nanoseconds
     * @return how long an idle worker may sleep, in nanoseconds; zero or less if not at all
     */
    long idleNanos(long now) {
        return last + POLL_NANOS - now;
    }
}
