package io.rapport.inbox.internal;

import static io.rapport.inbox.internal.FailureKind.CONFLICT;
import static io.rapport.inbox.internal.FailureKind.FAULT;
import static io.rapport.inbox.internal.FailureKind.INFRASTRUCTURE;
import static io.rapport.inbox.internal.FailureKind.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.inbox.RejectedEvent;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

@DisplayName("Whose fault a failure is")
class FailureKindTest {

    @ParameterizedTest(name = "{0}: {1} ({2})")
    @CsvSource({
        "40001, CONFLICT, serialization failure",
        "40P01, CONFLICT, deadlock",
        "55P03, CONFLICT, lock not available",
        "08006, INFRASTRUCTURE, connection lost",
        "08001, INFRASTRUCTURE, no connection",
        "53100, INFRASTRUCTURE, disk full",
        "53200, INFRASTRUCTURE, the server is out of memory",
        "53300, INFRASTRUCTURE, too many connections",
        "57P01, INFRASTRUCTURE, the server is stopped",
        "57P03, INFRASTRUCTURE, the server starts",
        "58030, INFRASTRUCTURE, input or output error",
        "25006, INFRASTRUCTURE, read-only after a failover",
        "23505, FAULT, a unique key",
        "22001, FAULT, a value too long",
        "54000, FAULT, a row too large for its index",
        "P0001, FAULT, raised by a function",
        "42P01, FAULT, no such table",
    })
    @DisplayName("What the database says counts, however deep it lies and whatever libraries made of it")
    void states(String state, FailureKind kind, String what) {
        SQLException said = new SQLException(what, state);
        assertThat(FailureKind.of(new RuntimeException("the engine", new RuntimeException("the mapper", said))))
                .isEqualTo(kind);
        assertThat(FailureKind.of(new DataAccessResourceFailureException("translated", said)))
                .isEqualTo(kind);
    }

    @Test
    @DisplayName("Where it says nothing, Spring's own word counts")
    void translated() {
        assertThat(FailureKind.of(new OptimisticLockingFailureException("a journey")))
                .isEqualTo(CONFLICT);
        assertThat(FailureKind.of(new CannotAcquireLockException("a row"))).isEqualTo(CONFLICT);
        assertThat(FailureKind.of(new CannotCreateTransactionException(
                        "none", new SQLTransientConnectionException("the pool is empty"))))
                .isEqualTo(INFRASTRUCTURE);
        assertThat(FailureKind.of(
                        new TransactionSystemException("commit", new SQLException("connection is closed", "08003"))))
                .isEqualTo(INFRASTRUCTURE);
        assertThat(FailureKind.of(
                        new TransactionSystemException("roll back", new SQLException("connection is closed"))))
                .isEqualTo(INFRASTRUCTURE);
        assertThat(FailureKind.of(
                        new TransactionSystemException("commit", new SQLException("a deferred key", "23503"))))
                .isEqualTo(FAULT);
        assertThat(FailureKind.of(RejectedEvent.because("no"))).isEqualTo(REJECTED);
        assertThat(FailureKind.of(new IllegalStateException("a model"))).isEqualTo(FAULT);
        assertThat(FailureKind.of(new StackOverflowError())).isEqualTo(FAULT);
    }
}
