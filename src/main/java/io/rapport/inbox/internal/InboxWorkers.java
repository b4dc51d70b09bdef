package io.rapport.inbox.internal;

import io.rapport.release.NodeRelease;
import io.rapport.release.ReleaseNotLoaded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The threads that work the inbox off, from the moment the application is ready until it stops. */
@Component
final class InboxWorkers implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(InboxWorkers.class);

    /** Until a node that could not work looks again. */
    private static final long PAUSE_MILLIS = 200;

    private final EventProcessor processor;
    private final InFlightMarkers marks;
    private final InboxProperties properties;
    private final NodeRelease release;
    private final WorkSignal signal;
    private final Semaphore calls = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();
    private ScheduledExecutorService heartbeat;
    private volatile boolean running;

    InboxWorkers(
            EventProcessor processor,
            InFlightMarkers marks,
            InboxProperties properties,
            NodeRelease release,
            WorkSignal signal) {
        this.release = release;
        this.processor = processor;
        this.marks = marks;
        this.properties = properties;
        this.signal = signal;
        signal.wake(calls::release);
    }

    @Override
    public void start() {
        running = true;
        if (properties.workers() > 0) {
            heartbeat = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "inbox-heartbeat"));
            heartbeat.scheduleAtFixedRate(() -> Quietly.run(marks::signLife), 0, 1, TimeUnit.SECONDS);
        }
        for (int i = 1; i <= properties.workers(); i++) {
            Thread thread = new Thread(this::work, "inbox-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void work() {
        CheckSchedule checks = new CheckSchedule(System.nanoTime());
        int outages = 0;
        while (running) {
            try {
                // a node that does not hold what is live leaves all of it to the others
                int handled = release.takesWork() ? processor.handleNext() : 0;
                if (release.takesWork() && isCheckDue(checks, handled == 0)) {
                    int beside = processor.handleUnmatched();
                    checks.checked(beside > 0, System.nanoTime());
                    handled += beside;
                }
                if (outages > 0) {
                    LOG.info("The inbox is processed again");
                    outages = 0;
                }
                if (handled == 0 && running) {
                    long sleep = release.takesWork() ? checks.idleNanos(System.nanoTime()) : CheckSchedule.POLL_NANOS;
                    if (calls.tryAcquire(sleep, TimeUnit.NANOSECONDS)) {
                        calls.drainPermits();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ReleaseNotLoaded e) {
                // another release came just now: the same work is found again when it is loaded
                LOG.debug("{}", e.getMessage());
                pause(Duration.ofMillis(PAUSE_MILLIS));
            } catch (RuntimeException | Error e) {
                // a worker outlives whatever it meets
                outages++;
                Duration pause = RetryPlan.afterOutage(outages);
                if (outages == 1) {
                    LOG.error("The inbox cannot be processed now; trying again in {}", pause, e);
                } else {
                    LOG.error(
                            "The inbox still cannot be processed ({}); trying again in {}",
                            FailureReasons.of(e),
                            pause);
                }
                pause(pause);
            }
        }
    }

    private boolean isCheckDue(CheckSchedule checks, boolean idle) {
        return checks.isDue(idle, idle && signal.takeBeside(), System.nanoTime());
    }

    private void pause(Duration pause) {
        try {
            // a stop must not wait for the end of it
            long end = System.nanoTime() + pause.toNanos();
            while (running && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    @Override
    public void stop() {
        running = false;
        calls.release(threads.size());
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        threads.clear();
        if (heartbeat != null) {
            heartbeat.shutdownNow();
        }
        marks.leave();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
