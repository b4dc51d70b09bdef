package io.rapport.gate;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long the checks of a deployment may take: anyone who deploys waits for them, and the engine's deployments wait behind.
 *
 * <p>What counts is the processor time of the thread that checks: on a machine that is busy with other things the shipped models
 * would be refused otherwise, and the start with them. The clock on the wall, which costs less to read, says when to ask for it.
 */
final class CheckTime {

    /** Thirty times what the shipped models, tables and forms take together, and the start waits for them, too. */
    static final Duration MOST = Duration.ofSeconds(60);

    /** The checks take longer than they may. */
    static final class Over extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Over() {
            super("the checks take more than " + MOST.toSeconds() + " seconds of processor time", null, false, false);
        }
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LongSupplier nanos;
    private final LongSupplier processorNanos;
    private final long begun;
    private final long processorBegun;

    /**
     * @param nanos a clock that only ever goes on, in nanoseconds
     * @param processorNanos processor time of the thread that asks
     */
    CheckTime(LongSupplier nanos, LongSupplier processorNanos) {
        this.nanos = nanos;
        this.processorNanos = processorNanos;
        this.begun = nanos.getAsLong();
        this.processorBegun = processorNanos.getAsLong();
    }

    /** @return that of the checks that begin now in this thread */
    static CheckTime begin() {
        return new CheckTime(System::nanoTime, THREADS::getCurrentThreadCpuTime);
    }

    /** @throws Over if the time is over */
    void check() {
        if (nanos.getAsLong() - begun > MOST.toNanos()
                && processorNanos.getAsLong() - processorBegun > MOST.toNanos()) {
            throw new Over();
        }
    }
}
