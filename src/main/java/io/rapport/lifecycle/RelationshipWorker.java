package io.rapport.lifecycle;

import io.rapport.calendar.BusinessClock;
import io.rapport.release.NodeRelease;
import io.rapport.release.ReleaseWorker;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Asks every few seconds whose tier or stage may change by the days that pass, whether there are new tables, and whether some who
 * had lapsed before are to be raised.
 */
@Component
final class RelationshipWorker extends ReleaseWorker {

    private final RelationshipDays days;
    private final RelationshipRebuild rebuild;
    private final AlreadyLapsed alreadyLapsed;

    /** @param poll between two runs; zero on a node that does not */
    RelationshipWorker(
            RelationshipDays days,
            RelationshipRebuild rebuild,
            AlreadyLapsed alreadyLapsed,
            NodeRelease release,
            BusinessClock clock,
            @Value("${rapport.relationship.poll:10s}") Duration poll) {
        super(release, "relationships", poll, "Tiers and stages", "cannot be evaluated");
        this.days = days;
        this.rebuild = rebuild;
        this.alreadyLapsed = alreadyLapsed;
        // who is due depends on the day: anyone who moves the clock wakes the worker
        clock.follow(distance -> wake());
    }

    @Override
    protected void workByRelease() {
        days.measure();
        repeat(() -> days.noteDue() > 0);
        repeat(rebuild::advance);
        alreadyLapsed.raise();
    }
}
