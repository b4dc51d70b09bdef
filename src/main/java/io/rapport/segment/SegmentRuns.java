package io.rapport.segment;

import org.springframework.stereotype.Component;

/** Brings segments up to date by all that is to be done without a customer having changed. */
@Component
public class SegmentRuns {

    private final SegmentDays days;
    private final SegmentBuild build;

    SegmentRuns(SegmentDays days, SegmentBuild build) {
        this.days = days;
        this.build = build;
    }

    /**
     * Lets days pass and builds what is to be built, until nothing is left or the thread is interrupted.
     *
     * @throws RuntimeException if the database is away, or this node does not hold what is live
     */
    public void all() {
        days.pass();
        while (build.advance() && !Thread.currentThread().isInterrupted()) {
            // a build may last longer than a day
            days.pass();
        }
    }
}
