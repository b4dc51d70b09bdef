package io.rapport.feedback;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.PollingWorker;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Asks every few seconds whether a round of the panel has something to be done. */
@Component
final class PanelScheduler extends PollingWorker {

    private final PanelRuns runs;

    /** @param poll between two runs; zero on a node that invites nobody */
    PanelScheduler(PanelRuns runs, BusinessClock clock, @Value("${rapport.panel.poll:10s}") Duration poll) {
        super("panel", poll, "Rounds of the panel", "cannot go on");
        this.runs = runs;
        // a round may have ended
        clock.follow(distance -> wake());
    }

    @Override
    protected void work() {
        runs.all();
    }
}
