package io.rapport.dates;

import io.rapport.database.DatabaseFaults;
import io.rapport.inbox.DateEvent;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.ScheduleEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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

    private final EventTypes types;
    private final DateRun dates;
    private final ScheduleRun schedules;
    private final Duration poll;
    private volatile ScheduledExecutorService executor;
    private volatile boolean failed;

    /** @param poll between two runs; zero on a node that raises nothing */
    DateScheduler(
            EventTypes types, DateRun dates, ScheduleRun schedules, @Value("${rapport.dates.poll:10s}") Duration poll) {
        this.types = types;
        this.dates = dates;
        this.schedules = schedules;
        this.poll = poll;
    }

    /** Raises all that is due now; what fails does so alone, and is tried again by the next run. */
    void run() {
        List<DateEvent> entries = types.dates();
        for (DateEvent entry : entries) {
            alone(entry.type(), () -> {
                while (dates.advance(entry) && goesOn()) {
                    // the next transaction
                }
            });
        }
        if (!entries.isEmpty()) {
            alone("dates that changed", () -> {
                while (dates.checkChanged(entries) && goesOn()) {
                    // the next transaction
                }
            });
        }
        for (ScheduleEvent schedule : types.schedules()) {
            alone(schedule.type(), () -> schedules.advance(schedule));
        }
    }

    private static boolean goesOn() {
        return !Thread.currentThread().isInterrupted();
    }

    private void alone(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (DatabaseFaults.isUnavailable(e)) {
                throw e;
            }
            LOG.error("{} cannot be raised now; tried again in {}", what, poll, e);
        }
    }

    private void runQuietly() {
        try {
            run();
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
        executor.scheduleWithFixedDelay(this::runQuietly, 0, poll.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = executor;
        executor = null;
        if (running == null) {
            return;
        }
        running.shutdown();
        try {
            if (!running.awaitTermination(20, TimeUnit.SECONDS)) {
                running.shutdownNow();
            }
        } catch (InterruptedException e) {
            running.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }
}
