package io.rapport.dates;

import io.rapport.calendar.BusinessClock;
import io.rapport.release.NodeRelease;
import io.rapport.release.ReleaseWorker;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Asks every few seconds whether a date or schedule is due. Each node does; the row of its progress makes one of them at a
 * time work on a date or schedule (docs/adr/0064).
 */
@Component
final class DateScheduler extends ReleaseWorker {

    private final DueEvents due;

    /** @param poll between two runs; zero on a node that raises nothing */
    DateScheduler(
            DueEvents due,
            NodeRelease release,
            BusinessClock clock,
            @Value("${rapport.dates.poll:10s}") Duration poll) {
        super(release, "dates", poll, "Dates and schedules", "cannot be raised");
        this.due = due;
        // what is due depends on the time: anyone who moves the clock wakes the scheduler
        clock.follow(distance -> wake());
    }

    @Override
    protected void workByRelease() {
        due.raise();
    }
}
