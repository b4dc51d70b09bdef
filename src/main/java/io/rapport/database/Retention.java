package io.rapport.database;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.rapport.calendar.BusinessClock;
import io.rapport.database.RetainedRows.Batch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes what is kept no longer, off peak, so that years of events and messages do not grow what is worked with. Each
 * batch is a small transaction that holds the lock of its kind of rows: one node at a time deletes them. A run that is cut
 * off has done what its batches did; the next one goes on from there (docs/adr/0048).
 */
@Component
@EnableConfigurationProperties(RetentionProperties.class)
public final class Retention implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int EVERY_MINUTES = 10;

    private final List<RetainedRows> kinds;
    private final RetentionProperties properties;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final BusinessClock clock;
    private final MeterRegistry metrics;

    /** When all that was due of a kind was last found gone, in the clock of {@link System#nanoTime}. */
    private final Map<String, Long> finished = new ConcurrentHashMap<>();

    private volatile ScheduledExecutorService executor;

    Retention(
            List<RetainedRows> kinds,
            RetentionProperties properties,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            BusinessClock clock,
            MeterRegistry metrics) {
        this.kinds = kinds;
        this.properties = properties;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.metrics = metrics;
        for (RetainedRows kind : kinds) {
            finished.put(kind.name(), System.nanoTime());
            counter(kind).increment(0);
            TimeGauge.builder("rapport.retention.age", () -> age(kind), TimeUnit.NANOSECONDS)
                    .description("since this node, or its start, last saw that nothing of the kind was kept too long")
                    .tag("rows", kind.name())
                    .register(metrics);
        }
    }

    private long age(RetainedRows kind) {
        return properties.isOff() ? 0 : System.nanoTime() - finished.get(kind.name());
    }

    private Counter counter(RetainedRows kind) {
        return metrics.counter("rapport.retention.deleted", "rows", kind.name());
    }

    /**
     * Deletes all rows of a kind that are kept too long, whatever the time of day, without pauses.
     *
     * @param rows name of the kind
     * @return how many are gone
     * @throws IllegalArgumentException if there is no such kind
     * @throws IllegalStateException if another node was at it
     */
    public int run(String rows) {
        RetainedRows kind = kinds.stream()
                .filter(each -> each.name().equals(rows))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rows named " + rows + " are kept for a time"));
        Progress progress = delete(kind, false);
        if (!progress.complete()) {
            throw new IllegalStateException("another node deletes " + rows + " now");
        }
        return progress.deleted();
    }

    /**
     * Deletes what a night does, if a night has begun: for a clock that is moved, and passes whole nights between two runs.
     *
     * @param since what the clock showed before it was moved
     */
    public void passed(Instant since) {
        if (!properties.isOff() && properties.beginsWithin(since, clock.instant())) {
            kinds.forEach(kind -> tryDelete(kind, false));
        }
    }

    private record Progress(int deleted, boolean complete) {}

    private Progress delete(RetainedRows kind, boolean gently) {
        Instant before = clock.instant().minus(kind.keep());
        int deleted = 0;
        Long from = Long.MIN_VALUE;
        while (from != null) {
            if (gently && (!isOffPeak() || !pause())) {
                return new Progress(deleted, false);
            }
            long start = from;
            Batch batch =
                    transaction.execute(status -> isFree(kind) ? kind.delete(before, start, properties.batch()) : null);
            if (batch == null) {
                return new Progress(deleted, false);
            }
            counter(kind).increment(batch.deleted());
            deleted += batch.deleted();
            from = batch.next();
        }
        finished.put(kind.name(), System.nanoTime());
        return new Progress(deleted, true);
    }

    /** Until the transaction ends; two kinds whose names have one hash wait for each other, which does no harm. */
    private boolean isFree(RetainedRows kind) {
        return jdbc.sql("select pg_try_advisory_xact_lock(:class, hashtext(:rows))")
                .param("class", AdvisoryLocks.RETENTION)
                .param("rows", kind.name())
                .query(Boolean.class)
                .single();
    }

    private boolean isOffPeak() {
        return properties.isOffPeak(clock.instant().atZone(properties.zone()).toLocalTime());
    }

    private boolean pause() {
        try {
            Thread.sleep(properties.pause().toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void runOffPeak() {
        for (RetainedRows kind : kinds) {
            if (Thread.currentThread().isInterrupted() || !isOffPeak()) {
                return;
            }
            tryDelete(kind, true);
        }
    }

    private void tryDelete(RetainedRows kind, boolean gently) {
        try {
            Progress progress = delete(kind, gently);
            if (progress.deleted() > 0) {
                LOG.info(
                        "{} rows of {} are deleted, kept longer than {}", progress.deleted(), kind.name(), kind.keep());
            }
        } catch (RuntimeException e) {
            LOG.warn("{} cannot be deleted now; tried again by the next run of a night", kind.name(), e);
        }
    }

    @Override
    public void start() {
        if (properties.isOff()) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "retention"));
        executor.scheduleWithFixedDelay(this::runOffPeak, 5, EVERY_MINUTES, TimeUnit.MINUTES);
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = executor;
        executor = null;
        if (running != null) {
            running.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }
}
