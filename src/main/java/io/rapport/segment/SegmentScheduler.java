package io.rapport.segment;

import io.rapport.calendar.BusinessClock;
import io.rapport.release.NodeRelease;
import io.rapport.release.ReleaseWorker;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Asks every few seconds whether a day has passed or a segment is to be built. Each node does; one at a time works on the
 * members ({@link io.rapport.customer.CustomerChanges#alone}).
 */
@Component
final class SegmentScheduler extends ReleaseWorker {

    private final SegmentRuns runs;

    /** @param poll between two runs; zero on a node that builds nothing */
    SegmentScheduler(
            SegmentRuns runs,
            NodeRelease release,
            BusinessClock clock,
            @Value("${rapport.segments.poll:10s}") Duration poll) {
        super(release, "segments", poll, "Segments", "cannot be brought up to date");
        this.runs = runs;
        // a day may have passed
        clock.follow(distance -> wake());
    }

    @Override
    protected void workByRelease() {
        runs.all();
    }
}
