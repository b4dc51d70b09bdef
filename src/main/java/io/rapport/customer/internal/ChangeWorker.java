package io.rapport.customer.internal;

import io.rapport.customer.CustomerChanges;
import io.rapport.release.NodeRelease;
import io.rapport.release.ReleaseNotLoaded;
import io.rapport.release.ReleaseWorker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The thread that has changed customers evaluated. Each node has one; one of them at a time evaluates. */
@Component
final class ChangeWorker extends ReleaseWorker {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeWorker.class);

    private final CustomerChanges changes;

    /** @param poll between two runs; zero on a node that evaluates nobody */
    ChangeWorker(
            CustomerChanges changes,
            NodeRelease release,
            @Value("${rapport.customer.changes-poll:500ms}") Duration poll) {
        super(release, "customer-changes", poll, "Changed customers", "cannot be evaluated");
        this.changes = changes;
    }

    @Override
    protected void workByRelease() {
        try {
            // the last transaction has taken all who were due
            repeat(changes::evaluateSome);
        } catch (ReleaseNotLoaded e) {
            LOG.debug("Changed customers wait for the release", e);
        }
    }
}
