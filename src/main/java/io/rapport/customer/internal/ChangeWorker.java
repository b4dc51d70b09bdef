package io.rapport.customer.internal;

import io.rapport.customer.CustomerChanges;
import io.rapport.database.DatabaseFaults;
import io.rapport.database.WorkerShutdown;
import io.rapport.release.NodeRelease;
import io.rapport.release.ReleaseNotLoaded;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The thread that has changed customers evaluated. Each node has one; one of them at a time evaluates. */
@Component
final class ChangeWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeWorker.class);

    private final CustomerChanges changes;
    private final NodeRelease release;
    private final Duration poll;
    private volatile ScheduledExecutorService executor;
    private volatile boolean failed;

    /** @param poll between two runs; zero on a node that evaluates nobody */
    ChangeWorker(
            CustomerChanges changes,
            NodeRelease release,
            @Value("${rapport.customer.changes-poll:500ms}") Duration poll) {
        this.changes = changes;
        this.release = release;
        this.poll = poll;
    }

    private void run() {
        if (!release.takesWork()) {
            // other tables may be live than this node knows
            return;
        }
        try {
            while (isRunning() && changes.evaluateNext() > 0) {
                // the next transaction
            }
            failed = false;
        } catch (ReleaseNotLoaded e) {
            LOG.debug("Changed customers wait for the release", e);
        } catch (RuntimeException | Error e) {
            // the thread outlives whatever it meets
            if (!failed && DatabaseFaults.isUnavailable(e)) {
                LOG.warn("Changed customers wait for the database");
            } else if (!failed) {
                LOG.error("Changed customers cannot be evaluated now; tried again every {}", poll, e);
            }
            failed = true;
        }
    }

    @Override
    public void start() {
        if (poll.isZero()) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "customer-changes"));
        executor.scheduleWithFixedDelay(this::run, 0, poll.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = executor;
        executor = null;
        WorkerShutdown.await(running);
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }
}
