package io.rapport.database;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Figures for metrics that are read from the database. A thread of its own reads all of them, one after the other, when
 * somebody asks for the first: who asks waits for that thread a second at most, for all figures together, so that metrics
 * are there while the database is not. A figure that could not be read is {@code NaN}; one whose reading takes longer
 * keeps its last value for a minute.
 */
@Component
public final class DatabaseFigures implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(DatabaseFigures.class);

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration OLDEST = Duration.ofMinutes(1);

    /** A database that was away is not asked again by each figure of the same round. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(3);

    private final long refreshNanos;
    private final List<Figure> figures = new CopyOnWriteArrayList<>();
    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "database-figures");
        thread.setDaemon(true);
        return thread;
    });

    // guarded by this
    private Reading latest;

    // written by the reader
    private volatile boolean away;

    /** @param refresh figures that were read so long ago are read anew when somebody asks */
    public DatabaseFigures(@Value("${rapport.metrics.refresh:5s}") Duration refresh) {
        this.refreshNanos = refresh.toNanos();
    }

    /**
     * Takes a figure in.
     *
     * @param query reads it from the database; called by one thread at a time
     * @return its latest value, for a gauge; quick, whatever the database does
     */
    public Supplier<Number> of(DoubleSupplier query) {
        Figure figure = new Figure(query);
        figures.add(figure);
        return () -> {
            await(reading());
            return figure.value();
        };
    }

    private synchronized Reading reading() {
        long pause = away ? Math.max(refreshNanos, PAUSE_AFTER_FAILURE.toNanos()) : refreshNanos;
        boolean due = latest == null || latest.isDone() && System.nanoTime() - latest.startedAt() >= pause;
        if (due && !reader.isShutdown()) {
            Reading next = new Reading(System.nanoTime(), new CountDownLatch(1));
            latest = next;
            reader.execute(() -> {
                try {
                    readAll();
                } finally {
                    next.done().countDown();
                }
            });
        }
        return latest;
    }

    private static void await(Reading reading) {
        if (reading == null) {
            return;
        }
        long left = PATIENCE.toNanos() - (System.nanoTime() - reading.startedAt());
        try {
            if (left > 0 && !reading.done().await(left, TimeUnit.NANOSECONDS)) {
                log.debug("The database lets the figures wait");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAll() {
        boolean found = false;
        for (Figure figure : figures) {
            if (found) {
                // each would wait for a connection anew
                figure.forget();
                continue;
            }
            try {
                figure.read();
            } catch (RuntimeException e) {
                figure.forget();
                found = DatabaseFaults.isUnavailable(e);
                if (!found) {
                    log.warn("A figure for metrics cannot be read: {}", e.toString());
                } else if (!away) {
                    log.warn("Figures for metrics cannot be read, since the database does not answer");
                }
            }
        }
        away = found;
    }

    @Override
    public void destroy() {
        reader.shutdownNow();
    }

    private record Reading(long startedAt, CountDownLatch done) {

        boolean isDone() {
            return done.getCount() == 0;
        }
    }

    private static final class Figure {

        private final DoubleSupplier query;
        private volatile Read last = new Read(Double.NaN, System.nanoTime());

        private record Read(double value, long at) {}

        Figure(DoubleSupplier query) {
            this.query = query;
        }

        void read() {
            last = new Read(query.getAsDouble(), System.nanoTime());
        }

        void forget() {
            last = new Read(Double.NaN, System.nanoTime());
        }

        double value() {
            Read known = last;
            return System.nanoTime() - known.at() > OLDEST.toNanos() ? Double.NaN : known.value();
        }
    }
}
