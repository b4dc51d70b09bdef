package io.rapport.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Distinguishes what the database says of itself from work that fails for its own sake (docs/adr/0106). Everything that counts
 * failed attempts asks here first. What the database said itself, however deep it lies, counts before how libraries have
 * translated it; what is on none of the lists is the work's own.
 */
public final class DatabaseFaults {

    /** Classes of connections, insufficient resources, operators' intervention, and system errors. */
    private static final Set<String> UNAVAILABLE_CLASSES = Set.of("08", "53", "57", "58");

    /**
     * The server takes no writes, as a standby after a failover; it closed a connection that was idle for too long in a
     * transaction.
     */
    private static final Set<String> UNAVAILABLE = Set.of("25006", "25P03");

    /**
     * Serialization failure, deadlock, lock not available; a statement that was cancelled or took too long, and a transaction
     * that did: as a rule others were at the same rows. A prepared statement that the server does not know, as behind a pool
     * of connections: it is prepared anew by the next try.
     */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "55P03", "57014", "25P04", "26000");

    /** The driver prepares a statement anew whose table was altered; the same state else says that something is unknown. */
    private static final String NOT_SUPPORTED = "0A000";

    private static final Set<String> OUTDATED_PLAN = Set.of("RevalidateCachedQuery", "RevalidateCachedPlan");

    private enum Verdict {
        UNAVAILABLE,
        CONFLICT,
        OTHER
    }

    private DatabaseFaults() {}

    /**
     * Whether a failure says nothing about the work that met it: the database is away or cannot write, or another transaction
     * came first. The same work may succeed later, and no attempt of it is used up.
     *
     * @param failure what the work ended with, whatever libraries have wrapped it in
     * @return true if so
     */
    public static boolean isNobodysFault(Throwable failure) {
        return verdict(failure) != Verdict.OTHER;
    }

    /**
     * Whether the database is away, full or read-only, so that all work fares alike, and the same may succeed later.
     *
     * @param failure what the work ended with, whatever libraries have wrapped it in
     * @return true if so
     */
    public static boolean isUnavailable(Throwable failure) {
        return verdict(failure) == Verdict.UNAVAILABLE;
    }

    /**
     * Whether another transaction, or an operator, came first: the same work may succeed in a moment.
     *
     * @param failure what the work ended with, whatever libraries have wrapped it in
     * @return true if so
     */
    public static boolean isConflict(Throwable failure) {
        return verdict(failure) == Verdict.CONFLICT;
    }

    /**
     * Whether a statement or a transaction failed, for whatever reason. Who catches faults of one part, such as a table or a
     * template, to go on without it passes these on: nothing is wrong with the part, and within the transaction every further
     * statement fails as well.
     *
     * @param failure any, whatever libraries have wrapped it in
     * @return true if so
     */
    public static boolean isOfDatabase(Throwable failure) {
        return chain(failure).stream()
                .anyMatch(each -> each instanceof SQLException
                        || each instanceof DataAccessException
                        || each instanceof TransactionException);
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

    private static Verdict verdict(Throwable failure) {
        List<Throwable> chain = chain(failure);
        // the pool's: it had no connection to give, whatever the server had said of the last one
        if (chain.stream().anyMatch(SQLTransientConnectionException.class::isInstance)) {
            return Verdict.UNAVAILABLE;
        }
        for (Throwable each : chain) {
            if (each instanceof SQLException sql && sql.getSQLState() != null) {
                return said(sql);
            }
        }
        return translated(chain);
    }

    private static Verdict said(SQLException failure) {
        String state = failure.getSQLState();
        if (CONFLICTS.contains(state) || state.equals(NOT_SUPPORTED) && isOutdatedPlan(failure)) {
            return Verdict.CONFLICT;
        }
        return UNAVAILABLE.contains(state) || state.length() == 5 && UNAVAILABLE_CLASSES.contains(state.substring(0, 2))
                ? Verdict.UNAVAILABLE
                : Verdict.OTHER;
    }

    private static boolean isOutdatedPlan(SQLException failure) {
        return failure instanceof PSQLException own
                && own.getServerErrorMessage() != null
                && own.getServerErrorMessage().getRoutine() != null
                && OUTDATED_PLAN.contains(own.getServerErrorMessage().getRoutine());
    }

    /** Where the database said nothing. */
    private static Verdict translated(List<Throwable> chain) {
        if (chain.stream()
                .anyMatch(
                        each -> each instanceof ConcurrencyFailureException || each instanceof QueryTimeoutException)) {
            return Verdict.CONFLICT;
        }
        return chain.stream()
                        .anyMatch(each -> each instanceof DataAccessResourceFailureException
                                || each instanceof TransientDataAccessException
                                || each instanceof RecoverableDataAccessException
                                || each instanceof CannotCreateTransactionException
                                // neither committed nor rolled back: the connection went away under it
                                || each instanceof TransactionSystemException
                                || each instanceof SQLNonTransientConnectionException
                                || each instanceof SQLRecoverableException)
                ? Verdict.UNAVAILABLE
                : Verdict.OTHER;
    }

    /** The failure and all that it came of, from the outside in; of a batch of statements also what each of them met. */
    private static List<Throwable> chain(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> chain = new ArrayList<>();
        Deque<Throwable> open = new ArrayDeque<>();
        open.add(failure);
        while (!open.isEmpty()) {
            Throwable next = open.remove();
            if (!seen.add(next)) {
                continue;
            }
            chain.add(next);
            if (next.getCause() != null) {
                open.add(next.getCause());
            }
            if (next instanceof SQLException sql && sql.getNextException() != null) {
                open.add(sql.getNextException());
            }
        }
        return chain;
    }
}
