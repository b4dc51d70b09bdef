package io.rapport.gate;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long the checks of a deployment may take: anyone who deploys waits for them, and the engine's deployments wait behind. */
final class CheckTime {

    /** Thirty times what the shipped models, tables and forms take together on a busy machine, and the start waits for them, too. */
    static final Duration MOST = Duration.ofSeconds(60);

    /** The checks take longer than they may. */
    static final class Over extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Over() {
            super("the checks take longer than " + MOST.toSeconds() + " seconds", null, false, false);
        }
    }

    private final LongSupplier nanos;
    private final long begun;

    /** @param nanos a clock that only ever goes on, in nanoseconds */
    CheckTime(LongSupplier nanos) {
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /** @throws Over if the time is over */
    void check() {
        if (nanos.getAsLong() - begun > MOST.toNanos()) {
            throw new Over();
        }
    }
}
