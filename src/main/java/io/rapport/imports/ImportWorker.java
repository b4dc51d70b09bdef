package io.rapport.imports;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.DatabaseFaults;
import io.rapport.database.WorkerShutdown;
import io.rapport.inbox.EventTypes;
import io.rapport.template.MessageCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Brings in the files that this node was sent, one after the other, and one at a time of all nodes. A job goes on after a
 * restart where it was. Nobody's events wait for it: it has one connection and two threads.
 */
@Component
final class ImportWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ImportWorker.class);

    private static final Duration PERIOD = Duration.ofSeconds(15);
    private static final Duration ALIVE = Duration.ofSeconds(60);
    private static final Duration STALE = Duration.ofDays(1);

    private final DataSource database;
    private final ImportJobs jobs;
    private final EventTypes types;
    private final MessageCatalogue messages;
    private final BusinessClock clock;
    private final Path directory;

    private final ReentrantLock working = new ReentrantLock();

    // guarded by this
    private FileStorage storage;

    private volatile ScheduledExecutorService executor;
    private volatile boolean stopping;

    /** @param directory where files stay until they are brought in */
    ImportWorker(
            DataSource database,
            JdbcClient jdbc,
            EventTypes types,
            MessageCatalogue messages,
            BusinessClock clock,
            @Value("${rapport.imports.directory:${rapport.data-dir:./data}/imports}") Path directory) {
        this.database = database;
        this.jobs = new ImportJobs(jdbc);
        this.types = types;
        this.messages = messages;
        this.clock = clock;
        this.directory = directory;
    }

    /** @return where files are kept; made when the first one comes */
    synchronized FileStorage storage() {
        if (storage == null) {
            try {
                storage = new FileStorage(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return storage;
    }

    /** Says that there is a file. */
    void wake() {
        ScheduledExecutorService running = executor;
        if (running != null) {
            running.execute(this::work);
        }
    }

    @Override
    public void start() {
        stopping = false;
        ScheduledExecutorService started = Executors.newScheduledThreadPool(2, work -> new Thread(work, "imports"));
        started.execute(this::tidy);
        started.scheduleWithFixedDelay(this::work, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        started.scheduleWithFixedDelay(this::keepAlive, ALIVE.toMillis(), ALIVE.toMillis(), TimeUnit.MILLISECONDS);
        executor = started;
    }

    @Override
    public void stop() {
        stopping = true;
        ScheduledExecutorService running = executor;
        executor = null;
        WorkerShutdown.await(running);
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }

    private void tidy() {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try {
            storage().deleteAllBut(jobs.files(storage().name()), clock.instant().minus(STALE));
        } catch (IOException | RuntimeException e) {
            LOG.warn("What no import is about cannot be deleted in {}: {}", directory, e.toString());
        }
    }

    private void keepAlive() {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try {
            jobs.keepAlive(storage().name());
        } catch (RuntimeException e) {
            LOG.debug("The database does not hear that imports wait here", e);
        }
    }

    /** All that wait here, unless another node brings something in: then they are tried again later. */
    private void workThrough() throws SQLException, IOException {
        Optional<ImportJobs.Work> next = jobs.next(storage().name());
        if (next.isEmpty()) {
            return;
        }
        try (Connection connection = database.getConnection()) {
            if (!Imports.tryLock(connection)) {
                return;
            }
            try {
                boolean whole = true;
                while (next.isPresent() && whole && !stopping) {
                    whole = bringIn(connection, next.get());
                    next = jobs.next(storage().name());
                }
            } finally {
                release(connection);
            }
        }
    }

    private boolean bringIn(Connection connection, ImportJobs.Work work) throws SQLException, IOException {
        Path file = storage().path(work.file());
        if (!Files.exists(file)) {
            jobs.end(work.id(), "The file is no longer on the server. Send it again.");
            return true;
        }
        boolean whole = new ImportRun(
                        connection, types.attributes(), messages.topics(), clock.instant(), () -> stopping)
                .run(work, file);
        if (whole) {
            storage().delete(work.file());
        }
        return whole;
    }

    private static void release(Connection connection) {
        try {
            Imports.release(connection);
        } catch (SQLException e) {
            LOG.debug("The connection that brought files in is gone", e);
        }
    }

    private void work() {
        if (stopping || !Files.isDirectory(directory) || !working.tryLock()) {
            return;
        }
        try {
            workThrough();
        } catch (SQLException | RuntimeException | IOException e) {
            if (DatabaseFaults.isUnavailable(e)) {
                LOG.warn("Imports wait for the database");
            } else {
                LOG.error("Files cannot be brought in now; tried again every {}", PERIOD, e);
            }
        } finally {
            working.unlock();
        }
    }
}
