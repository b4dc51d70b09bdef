package io.rapport.lifecycle;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.WorkerShutdown;
import io.rapport.release.NodeRelease;
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

/** Asks every few seconds whose tier or stage may change by the days that pass, and whether there are new tables. */
@Component
final class RelationshipWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RelationshipWorker.class);

    private final RelationshipDays days;
    private final RelationshipRebuild rebuild;
    private final NodeRelease release;
    private final Duration poll;
    private final AtomicBoolean awaken = new AtomicBoolean();
    private volatile ScheduledExecutorService executor;
    private volatile boolean failed;

    /** @param poll between two runs; zero on a node that does not */
    RelationshipWorker(
            RelationshipDays days,
            RelationshipRebuild rebuild,
            NodeRelease release,
            BusinessClock clock,
            @Value("${rapport.relationship.poll:10s}") Duration poll) {
        this.days = days;
        this.rebuild = rebuild;
        this.release = release;
        this.poll = poll;
        // who is due depends on the day: anyone who moves the clock wakes the worker
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
        if (!release.takesWork()) {
            // other tables may be live than this node knows
            return;
        }
        try {
            days.measure();
            while (days.noteDue() > 0 && goesOn()) {
                // the next page
            }
            while (rebuild.advance() && goesOn()) {
                // the next page
            }
            failed = false;
        } catch (RuntimeException | Error e) {
            // the thread outlives whatever it meets
            if (!failed) {
                LOG.error("Tiers and stages cannot be evaluated now; tried again every {}", poll, e);
            }
            failed = true;
        }
    }

    private static boolean goesOn() {
        return !Thread.currentThread().isInterrupted();
    }

    @Override
    public void start() {
        if (poll.isZero()) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "relationships"));
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
