package io.rapport.segment;

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
 * Asks every few seconds whether a day has passed or a segment is to be built. Each node does; one at a time works on the
 * members ({@link io.rapport.customer.CustomerChanges#alone}).
 */
@Component
final class SegmentScheduler implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentScheduler.class);

    private final SegmentRuns runs;
    private final NodeRelease release;
    private final Duration poll;
    private final AtomicBoolean awaken = new AtomicBoolean();
    private volatile ScheduledExecutorService executor;
    private volatile boolean failed;

    /** @param poll between two runs; zero on a node that builds nothing */
    SegmentScheduler(
            SegmentRuns runs,
            NodeRelease release,
            BusinessClock clock,
            @Value("${rapport.segments.poll:10s}") Duration poll) {
        this.runs = runs;
        this.release = release;
        this.poll = poll;
        // a day may have passed
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
            // other segments may be live than this node knows
            return;
        }
        try {
            runs.all();
            failed = false;
        } catch (RuntimeException | Error e) {
            // the thread outlives whatever it meets
            if (!failed) {
                LOG.error("Segments cannot be brought up to date now; tried again every {}", poll, e);
            }
            failed = true;
        }
    }

    @Override
    public void start() {
        if (poll.isZero()) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "segments"));
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
