package io.rapport.inbox.internal;

import io.rapport.inbox.RejectedEvent;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Whose fault a failure is, and so whether the same work may succeed if it is tried again. */
enum FailureKind {
    /** The event contradicts what is known; no try will change that. */
    REJECTED,
    /** Another transaction came first; nobody's fault, and soon over. */
    CONFLICT,
    /** The database is away or cannot write; it says nothing about the work in hand, and all work fares alike. */
    INFRASTRUCTURE,
    /** Anything else: the work in hand fails. */
    FAULT;

    /** Serialization failure, deadlock, lock not available. */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "55P03");

    /** Classes of connections, insufficient resources, operators' intervention, and system errors. */
    private static final Set<String> INFRASTRUCTURES = Set.of("08", "53", "57", "58");

    /** The server takes no writes, as a standby after a failover. */
    private static final String READ_ONLY = "25006";

    /**
     * @param failure what the work ended with
     * @return what it says; what the database said itself counts before how libraries have translated it
     */
    static FailureKind of(Throwable failure) {
        if (failure instanceof RejectedEvent) {
            return REJECTED;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return ofState(sql.getSQLState());
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConcurrencyFailureException) {
                return CONFLICT;
            }
            if (cause instanceof DataAccessResourceFailureException
                    || cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || cause instanceof CannotCreateTransactionException
                    // neither committed nor rolled back: the connection went away under it
                    || cause instanceof TransactionSystemException
                    || cause instanceof SQLTransientConnectionException
                    || cause instanceof SQLNonTransientConnectionException
                    || cause instanceof SQLRecoverableException) {
                return INFRASTRUCTURE;
            }
        }
        return FAULT;
    }

    private static FailureKind ofState(String state) {
        if (CONFLICTS.contains(state)) {
            return CONFLICT;
        }
        boolean infrastructure =
                state.equals(READ_ONLY) || state.length() == 5 && INFRASTRUCTURES.contains(state.substring(0, 2));
        return infrastructure ? INFRASTRUCTURE : FAULT;
    }
}
