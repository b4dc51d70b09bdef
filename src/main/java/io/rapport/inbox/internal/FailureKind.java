package io.rapport.inbox.internal;

import io.rapport.database.DatabaseFaults;
import io.rapport.inbox.MovedCustomer;
import io.rapport.inbox.RejectedEvent;
import io.rapport.release.ReleaseNotLoaded;

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
        if (DatabaseFaults.isConflict(failure)) {
            return CONFLICT;
        }
        return DatabaseFaults.isUnavailable(failure) ? INFRASTRUCTURE : FAULT;
    }
}
