package io.rapport.value;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.DatabaseFaults;
import io.rapport.database.WorkerShutdown;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The thread that fits models and scores all customers when it is time. Each node has one; one of them at a time works. */
@Component
final class ValueWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ValueWorker.class);

    private final ValueRun run;
    private final ValueProperties properties;
    private final AtomicBoolean awaken = new AtomicBoolean();
    private volatile ScheduledExecutorService executor;
    private volatile boolean failed;

    ValueWorker(ValueRun run, ValueProperties properties, BusinessClock clock) {
        this.run = run;
        this.properties = properties;
        // what is due depends on the time
        clock.follow(distance -> wake());
    }

    private void wake() {
        ScheduledExecutorService running = executor;
        if (running != null && awaken.compareAndSet(false, true)) {
            running.execute(this::work);
        }
    }

    private void work() {
        awaken.set(false);
        try {
            while (isRunning() && run.advance()) {
                // the next step
            }
            failed = false;
        } catch (RuntimeException | Error e) {
            // the thread outlives whatever it meets
            if (!failed && DatabaseFaults.isUnavailable(e)) {
                LOG.warn("Models of value wait for the database");
            } else if (!failed) {
                LOG.error("Models of value cannot be fitted now; tried again every {}", properties.poll(), e);
            }
            failed = true;
        }
    }

    @Override
    public void start() {
        if (properties.poll().isZero()) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "value"));
        executor.scheduleWithFixedDelay(this::work, 0, properties.poll().toMillis(), TimeUnit.MILLISECONDS);
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
