package io.rapport.audit;

import io.rapport.database.RetainedRows;
import io.rapport.database.RetentionProperties;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The months of the audit log: they are opened a year ahead, at the start and daily, and dropped as wholes once their time
 * is over. Both is done by functions of the database that have the rights for it; the application has not.
 */
@Component
final class AuditMonths implements RetainedRows, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(AuditMonths.class);

    private final JdbcClient jdbc;
    private final Duration keep;

    private volatile ScheduledExecutorService executor;

    AuditMonths(JdbcClient jdbc, RetentionProperties retention) {
        this.jdbc = jdbc;
        this.keep = retention.audit();
    }

    @Override
    public String name() {
        return "audit-months";
    }

    @Override
    public Duration keep() {
        return keep;
    }

    /** All at once: a month goes as a table, however many entries it has. */
    @Override
    public Batch delete(Instant before, long from, int most) {
        int dropped = jdbc.sql("select rapport.drop_audit_months(:before)")
                .param("before", Timestamp.from(before))
                .query(Integer.class)
                .single();
        return new Batch(dropped, null);
    }

    private void open() {
        jdbc.sql("select rapport.open_audit_months()").query().listOfRows();
    }

    private void openDaily() {
        try {
            open();
        } catch (RuntimeException e) {
            log.warn("The audit log's months to come cannot be made; tried again tomorrow, and at each start", e);
        }
    }

    @Override
    public void start() {
        open();
        executor = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "audit-months");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(this::openDaily, 1, 1, TimeUnit.DAYS);
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

    /** Before anything can be shown to anybody. */
    @Override
    public int getPhase() {
        return 0;
    }
}
