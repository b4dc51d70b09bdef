package io.rapport.database;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * A thread that asks the database every so often whether there is work, from the moment the application is ready until it
 * stops. It outlives whatever its work meets, and says so once, until the work succeeds again.
 */
public abstract class PollingWorker implements SmartLifecycle {

    private final Logger log = LoggerFactory.getLogger(getClass());

    private final String thread;
    private final Duration first;
    private final Duration poll;
    private final String subject;
    private final String failure;
    private final AtomicBoolean awaken = new AtomicBoolean();
    private volatile ScheduledExecutorService executor;
    private volatile boolean failed;

    /**
     * A worker that begins at once.
     *
     * @param thread name of its thread
     * @param poll between the end of a run and the next; zero on a node that leaves the work to others
     * @param subject what is worked on, in the plural, such as {@code Segments}
     * @param failure what is said of it when a run fails, such as {@code cannot be brought up to date}
     */
    protected PollingWorker(String thread, Duration poll, String subject, String failure) {
        this(thread, Duration.ZERO, poll, subject, failure);
    }

    /**
     * A worker that lets the application start first.
     *
     * @param thread name of its thread
     * @param first before the first run
     * @param poll between the end of a run and the next; zero on a node that leaves the work to others
     * @param subject what is worked on, in the plural
     * @param failure what is said of it when a run fails
     */
    protected PollingWorker(String thread, Duration first, Duration poll, String subject, String failure) {
        this.thread = thread;
        this.first = first;
        this.poll = poll;
        this.subject = subject;
        this.failure = failure;
    }

    /** Does what is to be done now. What takes long is done by {@link #repeat}. */
    protected abstract void work();

    /** @return whether there is time for a further piece of work: the application does not stop */
    protected final boolean goesOn() {
        return executor != null && !Thread.currentThread().isInterrupted();
    }

    /**
     * Does a piece of work after the other, as long as the application does not stop.
     *
     * @param piece does the next one, and returns whether there may be more
     */
    protected final void repeat(BooleanSupplier piece) {
        while (goesOn() && piece.getAsBoolean()) {
            // the next one
        }
    }

    /** Has it work soon, whenever the next run would be. */
    protected final void wake() {
        ScheduledExecutorService running = executor;
        if (running != null && awaken.compareAndSet(false, true)) {
            running.execute(this::run);
        }
    }

    private void run() {
        awaken.set(false);
        try {
            work();
            failed = false;
        } catch (RuntimeException | Error e) {
            if (!failed && DatabaseFaults.isUnavailable(e)) {
                log.warn("{} wait for the database", subject);
            } else if (!failed) {
                log.error("{} {} now; tried again every {}", subject, failure, poll, e);
            }
            failed = true;
        }
    }

    @Override
    public final void start() {
        if (poll.isZero() || executor != null) {
            return;
        }
        // one that is woken while it stops has nothing to do
        executor = new ScheduledThreadPoolExecutor(
                1, work -> new Thread(work, thread), new ThreadPoolExecutor.DiscardPolicy());
        awaken.set(false);
        executor.scheduleWithFixedDelay(this::run, first.toMillis(), poll.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public final void stop() {
        ScheduledExecutorService running = executor;
        executor = null;
        WorkerShutdown.await(running);
    }

    @Override
    public final boolean isRunning() {
        return executor != null;
    }
}
