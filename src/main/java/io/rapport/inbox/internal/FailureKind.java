package io.rapport.inbox.internal;

import io.rapport.database.DatabaseFaults;
import io.rapport.inbox.MovedCustomer;
import io.rapport.inbox.RejectedEvent;
import io.rapport.release.ReleaseNotLoaded;
import java.sql.SQLException;
import java.util.Set;
import org.springframework.dao.ConcurrencyFailureException;

/** Whose fault a failure is, and so whether the same work may succeed if it is tried again. */
enum FailureKind {
    /** The event contradicts what is known; no try will change that. */
    REJECTED,
    /** Its customer was merged while it came in: it belongs into another queue. */
    MOVED,
    /** Another transaction came first; nobody's fault, and soon over. */
    CONFLICT,
    /** The database is away or cannot write, or this node does not hold what is live; it says nothing about the work in hand, and all work fares alike. */
    INFRASTRUCTURE,
    /** Anything else: the work in hand fails. */
    FAULT;

    /** Serialization failure, deadlock, lock not available. */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "55P03");

    /**
     * @param failure what the work ended with
     * @return what it says; what the database said itself counts before how libraries have translated it
     */
    static FailureKind of(Throwable failure) {
        if (failure instanceof RejectedEvent) {
            return REJECTED;
        }
        if (failure instanceof MovedCustomer) {
            return MOVED;
        }
        if (failure instanceof ReleaseNotLoaded) {
            // this node's lack, and no event's
            return INFRASTRUCTURE;
        }
        return isConflict(failure) ? CONFLICT : DatabaseFaults.isUnavailable(failure) ? INFRASTRUCTURE : FAULT;
    }

    private static boolean isConflict(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return CONFLICTS.contains(sql.getSQLState());
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConcurrencyFailureException) {
                return true;
            }
        }
        return false;
    }
}
