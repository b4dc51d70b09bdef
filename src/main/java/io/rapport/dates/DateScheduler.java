package io.rapport.dates;

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

/**
 * Asks every few seconds whether a date or schedule is due. Each node does; the row of its progress makes one of them at a
 * time work on a date or schedule (docs/adr/0064).
 */
@Component
final class DateScheduler implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DateScheduler.class);

    private final DueEvents due;
    private final NodeRelease release;
    private final Duration poll;
    private final AtomicBoolean awaken = new AtomicBoolean();
    private volatile ScheduledExecutorService executor;
    private volatile boolean failed;

    /** @param poll between two runs; zero on a node that raises nothing */
    DateScheduler(
            DueEvents due,
            NodeRelease release,
            BusinessClock clock,
            @Value("${rapport.dates.poll:10s}") Duration poll) {
        this.due = due;
        this.release = release;
        this.poll = poll;
        // what is due depends on the time: anyone who moves the clock wakes the scheduler
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
            // other dates may be live than this node knows
            return;
        }
        try {
            due.raise();
            failed = false;
        } catch (RuntimeException | Error e) {
            // the thread outlives whatever it meets
            if (!failed) {
                LOG.error("Dates and schedules cannot be raised now; tried again every {}", poll, e);
            }
            failed = true;
        }
    }

    @Override
    public void start() {
        if (poll.isZero()) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "dates"));
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
