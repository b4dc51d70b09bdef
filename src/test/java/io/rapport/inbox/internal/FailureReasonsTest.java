package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is said of a failure")
class FailureReasonsTest {

    private static final class Expected extends RuntimeException {

        private static final long serialVersionUID = 1;

        Expected() {
            super("the pool is empty", null, false, false);
        }
    }

    @Test
    @DisplayName("is the kind and first line of its root, and the line alone where that says all")
    void reason() {
        assertThat(FailureReasons.of(new IllegalStateException("outer", new Expected())))
                .isEqualTo("the pool is empty");
        assertThat(FailureReasons.of(new IllegalStateException("first line\nsecond line")))
                .isEqualTo("IllegalStateException: first line");
    }

    @Test
    @DisplayName("in the log comes with its stack trace, unless it was raised without one")
    void trace() {
        RuntimeException fault = new IllegalStateException("outer", new IllegalArgumentException("a fault"));
        assertThat(FailureReasons.trace(fault)).isSameAs(fault);
        assertThat(FailureReasons.trace(new IllegalStateException("outer", new Expected())))
                .isNull();
    }
}
