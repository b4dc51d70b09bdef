package io.rapport.inbox.internal;

import static io.rapport.inbox.internal.FailureKind.CONFLICT;
import static io.rapport.inbox.internal.FailureKind.FAULT;
import static io.rapport.inbox.internal.FailureKind.INFRASTRUCTURE;
import static io.rapport.inbox.internal.FailureKind.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.inbox.RejectedEvent;
import io.rapport.release.ReleaseNotLoaded;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

@DisplayName("Whose fault a failure is")
class FailureKindTest {

    @ParameterizedTest(name = "{0}: {1} ({2})")
    @CsvSource({
        "40001, CONFLICT, serialization failure",
        "57014, CONFLICT, cancelled or out of time",
        "08006, INFRASTRUCTURE, connection lost",
        "57P01, INFRASTRUCTURE, the server is stopped",
        "23505, FAULT, a unique key",
        "P0001, FAULT, raised by a function",
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
    @DisplayName("Where it says nothing, what libraries and the inbox itself say counts")
    void translated() {
        assertThat(FailureKind.of(new OptimisticLockingFailureException("a journey")))
                .isEqualTo(CONFLICT);
        assertThat(FailureKind.of(new CannotCreateTransactionException(
                        "none", new SQLTransientConnectionException("the pool is empty"))))
                .isEqualTo(INFRASTRUCTURE);
        assertThat(FailureKind.of(new ReleaseNotLoaded("another one is live"))).isEqualTo(INFRASTRUCTURE);
        assertThat(FailureKind.of(RejectedEvent.because("no"))).isEqualTo(REJECTED);
        assertThat(FailureKind.of(new IllegalStateException("a model"))).isEqualTo(FAULT);
        assertThat(FailureKind.of(new StackOverflowError())).isEqualTo(FAULT);
    }
}
