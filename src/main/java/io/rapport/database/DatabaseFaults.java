package io.rapport.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Distinguishes a database that cannot be used now from work that fails for its own sake. */
public final class DatabaseFaults {

    /** Classes of connections, insufficient resources, operators' intervention, and system errors. */
    private static final Set<String> UNAVAILABLE = Set.of("08", "53", "57", "58");

    /** The server takes no writes, as a standby after a failover. */
    private static final String READ_ONLY = "25006";

    private DatabaseFaults() {}

    /**
     * Whether the database is away, full or read-only, so that the same work may succeed later.
     *
     * @param failure what the work ended with, whatever libraries have wrapped it in
     * @return true if so; what the database said itself counts before how libraries have translated it
     */
    public static boolean isUnavailable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) {
                // the pool's: it had no connection to give, whatever the server had said of the last one
                return true;
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return isUnavailable(sql.getSQLState());
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataAccessResourceFailureException
                    || cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || cause instanceof CannotCreateTransactionException
                    // neither committed nor rolled back: the connection went away under it
                    || cause instanceof TransactionSystemException
                    || cause instanceof SQLNonTransientConnectionException
                    || cause instanceof SQLRecoverableException) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether no server takes connections: it is away, starting, stopping or in recovery. One that refuses a login or has
     * no connection left is there.
     *
     * @param failure of an attempt to connect
     * @return true if so
     */
    public static boolean isUnreachable(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    private static boolean isUnavailable(String state) {
        return state.equals(READ_ONLY) || state.length() == 5 && UNAVAILABLE.contains(state.substring(0, 2));
    }
}
