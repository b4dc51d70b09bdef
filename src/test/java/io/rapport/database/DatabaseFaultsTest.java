package io.rapport.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.ibatis.exceptions.PersistenceException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

@DisplayName("What the database says of itself is told from what is wrong with the work")
class DatabaseFaultsTest {

    private enum Says {
        UNAVAILABLE,
        CONFLICT,
        NOTHING
    }

    private static Says says(Throwable failure) {
        boolean unavailable = DatabaseFaults.isUnavailable(failure);
        boolean conflict = DatabaseFaults.isConflict(failure);
        assertThat(DatabaseFaults.isNobodysFault(failure)).isEqualTo(unavailable || conflict);
        assertThat(unavailable && conflict).as("both").isFalse();
        return unavailable ? Says.UNAVAILABLE : conflict ? Says.CONFLICT : Says.NOTHING;
    }

    @ParameterizedTest(name = "{0}: {1} ({2})")
    @CsvSource({
        "08000, UNAVAILABLE, connection exception",
        "08001, UNAVAILABLE, no connection",
        "08003, UNAVAILABLE, the connection is closed",
        "08004, UNAVAILABLE, the connection is refused",
        "08006, UNAVAILABLE, connection lost",
        "08007, UNAVAILABLE, lost while it committed",
        "25006, UNAVAILABLE, read-only after a failover",
        "25P03, UNAVAILABLE, closed since it was idle in a transaction",
        "53000, UNAVAILABLE, insufficient resources",
        "53100, UNAVAILABLE, disk full",
        "53200, UNAVAILABLE, the server is out of memory",
        "53300, UNAVAILABLE, too many connections",
        "57P01, UNAVAILABLE, the server is stopped",
        "57P02, UNAVAILABLE, another process of the server has crashed",
        "57P03, UNAVAILABLE, the server starts",
        "57P05, UNAVAILABLE, closed since it was idle",
        "58000, UNAVAILABLE, system error",
        "58030, UNAVAILABLE, input or output error",
        "40001, CONFLICT, serialization failure",
        "40P01, CONFLICT, deadlock",
        "55P03, CONFLICT, lock not available",
        "57014, CONFLICT, cancelled or out of time",
        "25P04, CONFLICT, a transaction out of time",
        "26000, CONFLICT, a prepared statement that a pool has lost",
        "0A000, NOTHING, not supported",
        "21000, NOTHING, more rows than one",
        "22001, NOTHING, a value too long",
        "22P02, NOTHING, no number",
        "23503, NOTHING, a foreign key",
        "23505, NOTHING, a unique key",
        "25P02, NOTHING, an earlier statement failed and was passed over",
        "40002, NOTHING, a constraint checked at the commit",
        "42501, NOTHING, no right",
        "42601, NOTHING, no SQL",
        "42P01, NOTHING, no such table",
        "54000, NOTHING, a row too large for its index",
        "55000, NOTHING, not in the right state",
        "P0001, NOTHING, raised by a function",
        "XX000, NOTHING, an internal error",
        "57, NOTHING, no state at all",
    })
    @DisplayName("by its state, however deep it lies and whatever libraries made of it")
    void states(String state, Says says, String what) {
        SQLException said = new SQLException(what, state);
        assertThat(says(said)).isEqualTo(says);
        assertThat(says(new ProcessEngineException("the engine", new PersistenceException("the mapper", said))))
                .isEqualTo(says);
        assertThat(says(new DataAccessResourceFailureException("translated", said)))
                .isEqualTo(says);
        assertThat(says(new DataIntegrityViolationException("translated", said)))
                .isEqualTo(says);
        assertThat(says(new TransactionSystemException("commit", said))).isEqualTo(says);
        SQLException noted = new SQLException("of a batch, without a state");
        noted.setNextException(said);
        assertThat(says(new IllegalStateException(noted))).isEqualTo(says);
        assertThat(says(new BatchUpdateException("a batch", state, new int[0], said)))
                .isEqualTo(says);
        assertThat(DatabaseFaults.isOfDatabase(new IllegalStateException(said))).isTrue();
    }

    static Stream<Arguments> translated() {
        return Stream.of(
                Arguments.of(new OptimisticLockingFailureException("a journey"), Says.CONFLICT),
                Arguments.of(new CannotAcquireLockException("a row"), Says.CONFLICT),
                Arguments.of(new QueryTimeoutException("a query"), Says.CONFLICT),
                Arguments.of(
                        new CannotCreateTransactionException(
                                "none", new SQLTransientConnectionException("the pool is empty")),
                        Says.UNAVAILABLE),
                Arguments.of(
                        new CannotCreateTransactionException(
                                "none",
                                new SQLTransientConnectionException(
                                        "the pool is empty", "28P01", new SQLException("a password", "28P01"))),
                        Says.UNAVAILABLE),
                Arguments.of(
                        new HikariPool.PoolInitializationException(new SQLException("away", "08001")),
                        Says.UNAVAILABLE),
                Arguments.of(new SQLNonTransientConnectionException("gone"), Says.UNAVAILABLE),
                Arguments.of(new SQLRecoverableException("gone"), Says.UNAVAILABLE),
                Arguments.of(new RecoverableDataAccessException("gone"), Says.UNAVAILABLE),
                Arguments.of(new DataAccessResourceFailureException("no connection"), Says.UNAVAILABLE),
                Arguments.of(
                        new TransactionSystemException("roll back", new SQLException("connection is closed")),
                        Says.UNAVAILABLE),
                Arguments.of(new DuplicateKeyException("a journey runs"), Says.NOTHING),
                Arguments.of(new EmptyResultDataAccessException(1), Says.NOTHING),
                Arguments.of(new ProcessEngineException("a model"), Says.NOTHING),
                Arguments.of(new IOException("a file"), Says.NOTHING),
                Arguments.of(new StackOverflowError(), Says.NOTHING));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    @DisplayName("where it says nothing itself by how libraries have translated it")
    void translated(Throwable failure, Says says) {
        assertThat(says(failure)).isEqualTo(says);
    }

    @Test
    @DisplayName("A plan that a changed table has outdated is made anew by the next try; nothing else of its state is")
    void outdatedPlan() {
        List<String> routines = List.of("RevalidateCachedQuery", "transformStmt");
        assertThat(routines.stream()
                        .map(routine -> new PSQLException(
                                new ServerErrorMessage("SERROR\0C0A000\0Mno such thing\0R" + routine + "\0\0")))
                        .map(DatabaseFaultsTest::says))
                .containsExactly(Says.CONFLICT, Says.NOTHING);
    }

    @Test
    @DisplayName("A failure that names itself as its cause's cause ends")
    void circles() {
        Exception outer = new IllegalStateException("outer");
        Exception inner = new IllegalStateException("inner", outer);
        outer.initCause(inner);
        assertThat(says(outer)).isEqualTo(Says.NOTHING);
        assertThat(DatabaseFaults.isOfDatabase(outer)).isFalse();
    }
}
