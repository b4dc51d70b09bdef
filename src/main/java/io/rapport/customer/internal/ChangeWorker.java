package io.rapport.customer.internal;

import io.rapport.customer.CustomerChanges;
import io.rapport.database.PollingWorker;
import io.rapport.release.NodeRelease;
import io.rapport.release.ReleaseNotLoaded;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The thread that has changed customers evaluated. Each node has one; one of them at a time evaluates. */
@Component
final class ChangeWorker extends PollingWorker {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeWorker.class);

    private final CustomerChanges changes;
    private final NodeRelease release;

    /** @param poll between two runs; zero on a node that evaluates nobody */
    ChangeWorker(
            CustomerChanges changes,
            NodeRelease release,
            @Value("${rapport.customer.changes-poll:500ms}") Duration poll) {
        super("customer-changes", poll, "Changed customers", "cannot be evaluated");
        this.changes = changes;
        this.release = release;
    }

    @Override
    protected void work() {
        if (!release.takesWork()) {
            // other tables may be live than this node knows
            return;
        }
        try {
            while (goesOn() && changes.evaluateSome()) {
                // the next transaction; the last one has taken all who were due
            }
        } catch (ReleaseNotLoaded e) {
            LOG.debug("Changed customers wait for the release", e);
        }
    }
}
