package io.rapport.inbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.AdvisoryLocks;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps the inbox small: deletes events that are settled for longer than {@code rapport.inbox.keep}. Until then an
 * event's identity guards against doubles; dead letters stay until somebody decides. It goes through the table in the
 * order of arrival, in small transactions, on one node at a time, and stops where younger events begin.
 */
@Component
public final class Housekeeping implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long EVERY_MINUTES = 60;

    /** Rows looked at in one transaction. */
    private static final int WINDOW = 1000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final InboxProperties properties;
    private final BusinessClock clock;
    private volatile ScheduledExecutorService executor;

    Housekeeping(
            JdbcClient jdbc, PlatformTransactionManager transactions, InboxProperties properties, BusinessClock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.properties = properties;
        this.clock = clock;
    }

    private record Window(int looked, long last, int deleted, boolean young) {

        static final Window BUSY = new Window(0, 0, 0, false);
    }

    /**
     * Deletes all that may go, unless another node is at it.
     *
     * @return how many events were deleted
     */
    public int sweep() {
        Instant limit = clock.instant().minus(properties.keep());
        long after = Long.MIN_VALUE;
        int deleted = 0;
        while (!Thread.currentThread().isInterrupted()) {
            long from = after;
            Window window = transaction.execute(status -> window(from, limit));
            deleted += window.deleted();
            if (window.looked() < WINDOW || window.young()) {
                break;
            }
            after = window.last();
        }
        forgetWorkers();
        return deleted;
    }

    private Window window(long after, Instant limit) {
        boolean free = jdbc.sql("select pg_try_advisory_xact_lock(:class, :lock)")
                .param("class", AdvisoryLocks.RETENTION)
                .param("lock", AdvisoryLocks.ONLY_ONE)
                .query(Boolean.class)
                .single();
        if (!free) {
            return Window.BUSY;
        }
        return jdbc.sql(
                        """
                with looked as materialized (
                    select seq, received_at from rapport.inbox_event where seq > :after order by seq limit :window),
                gone as (
                    delete from rapport.inbox_event e using looked l
                    where e.seq = l.seq and e.state in ('done', 'cancelled', 'discarded') and e.settled_at < :limit
                    returning e.seq)
                select count(*)::int as looked, coalesce(max(seq), 0) as last, (select count(*) from gone)::int as deleted,
                       coalesce(min(received_at) >= :limit, true) as young
                from looked""")
                .param("after", after)
                .param("window", WINDOW)
                .param("limit", Timestamp.from(limit))
                .query((rs, n) -> new Window(
                        rs.getInt("looked"), rs.getLong("last"), rs.getInt("deleted"), rs.getBoolean("young")))
                .single();
    }

    /** Nodes that were killed, and their workers that had nothing in hand, or only what others have done since. */
    private void forgetWorkers() {
        jdbc.sql(
                        """
                delete from rapport.inbox_worker w
                where marked_at < now() - interval '1 day'
                  and (seqs = '{}' or not exists (
                      select from rapport.inbox_event e where e.seq = any(w.seqs) and e.state in ('waiting', 'unmatched')))""")
                .update();
        jdbc.sql("delete from rapport.inbox_node where seen_at < now() - interval '1 day'")
                .update();
    }

    @Override
    public void start() {
        if (properties.workers() == 0) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "inbox-housekeeping"));
        executor.scheduleWithFixedDelay(this::sweepQuietly, 5, EVERY_MINUTES, TimeUnit.MINUTES);
    }

    private void sweepQuietly() {
        try {
            int deleted = sweep();
            if (deleted > 0) {
                LOG.info("{} events older than {} are deleted", deleted, properties.keep());
            }
        } catch (RuntimeException e) {
            LOG.warn("Old events cannot be deleted now; tried again in {} minutes", EVERY_MINUTES, e);
        }
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
