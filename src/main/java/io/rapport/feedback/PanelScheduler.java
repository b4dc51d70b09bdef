package io.rapport.feedback;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.WorkerShutdown;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Asks every few seconds whether a round of the panel has something to be done. */
@Component
final class PanelScheduler implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(PanelScheduler.class);

    private final PanelRuns runs;
    private final Duration poll;
    private final AtomicBoolean awaken = new AtomicBoolean();
    private volatile ScheduledExecutorService executor;
    private volatile boolean failed;

    /** @param poll between two runs; zero on a node that invites nobody */
    PanelScheduler(PanelRuns runs, BusinessClock clock, @Value("${rapport.panel.poll:10s}") Duration poll) {
        this.runs = runs;
        this.poll = poll;
        // a round may have ended
        clock.follow(distance -> wake());
    }

    private void wake() {
        ScheduledExecutorService running = executor;
        if (running != null && awaken.compareAndSet(false, true)) {
            running.execute(this::run);
        }
    }

    private void run() {
        awaken.set(false);
        try {
            runs.all();
            failed = false;
        } catch (RuntimeException | Error e) {
            // the thread outlives whatever it meets
            if (!failed) {
                LOG.error("Rounds of the panel cannot go on now; tried again every {}", poll, e);
            }
            failed = true;
        }
    }

    @Override
    public void start() {
        if (poll.isZero()) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "panel"));
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
