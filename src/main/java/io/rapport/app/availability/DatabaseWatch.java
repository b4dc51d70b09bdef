package io.rapport.app.availability;

import io.rapport.database.DatabaseFaults;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database every second over a connection of its own whether it is there, so that requests need not wait for the
 * pool to find out, each in a thread of the web server, until none is left. It never says so of a database that it has not
 * reached before: a watch that cannot connect closes nothing.
 */
final class DatabaseWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DatabaseWatch.class);

    static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int ANSWER_SECONDS = 1;

    /** A connection that broke once is no outage. */
    private static final int FAILURES_OF_AN_OUTAGE = 2;

    private final Opener opener;
    private final Duration period;
    private final Thread thread = new Thread(this::run, "database-watch");

    // these two of the thread alone
    private Connection connection;
    private boolean reachedOnce;

    private volatile int failures;

    /** @param period between the end of an attempt and the next; {@link #PERIOD} but in tests */
    DatabaseWatch(Opener opener, Duration period) {
        this.opener = opener;
        this.period = period;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** @return whether it has not answered at two attempts in a row, so that no request need ask it */
    boolean isAway() {
        return failures >= FAILURES_OF_AN_OUTAGE;
    }

    /** @return whether it answered at the last attempt */
    boolean isUp() {
        return failures == 0;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                attempt();
                Thread.sleep(period.toMillis());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            drop();
        }
    }

    private void attempt() {
        try {
            if (connection == null || !connection.isValid(ANSWER_SECONDS)) {
                drop();
                connection = opener.open();
            }
            if (isAway()) {
                log.info("The database answers again");
            }
            reachedOnce = true;
            failures = 0;
        } catch (SQLException e) {
            if (!reachedOnce || !DatabaseFaults.isUnreachable(e)) {
                log.debug("The watch has no connection", e);
                failures = 0;
                return;
            }
            // counted by this thread alone
            failures = failures + 1;
            if (failures == FAILURES_OF_AN_OUTAGE) {
                log.warn("The database does not answer; requests that need it are answered 503: {}", e.getMessage());
            }
        }
    }

    /** A close would say goodbye to a server that may not read it. */
    private void drop() {
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                log.debug("The watch's connection was not closed", e);
            }
            connection = null;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    /** Connects to the database; must give up within seconds. */
    interface Opener {

        /**
         * @return a new connection
         * @throws SQLException if there is none
         */
        Connection open() throws SQLException;
    }
}
