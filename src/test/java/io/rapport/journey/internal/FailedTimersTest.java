package io.rapport.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.release.ReleaseNotLoaded;
import java.sql.SQLException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.cmd.DefaultJobRetryCmd;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a failure means for a timer")
class FailedTimersTest {

    private static boolean isLeftToTheEngine(Throwable failure) {
        return new FailedTimers().getCommand("a job", failure) instanceof DefaultJobRetryCmd;
    }

    @Test
    @DisplayName("What is the timer's own is the engine's to count, and so are its conflicts, which it does not count")
    void own() {
        assertThat(isLeftToTheEngine(new ProcessEngineException("a model"))).isTrue();
        assertThat(isLeftToTheEngine(new ProcessEngineException("a row", new SQLException("twice", "23505"))))
                .isTrue();
        assertThat(isLeftToTheEngine(new OptimisticLockingException("an instance")))
                .isTrue();
    }

    @Test
    @DisplayName("What the database says of itself is not, nor is a release that this node is about to load")
    void nobodys() {
        assertThat(isLeftToTheEngine(new ProcessEngineException("a row", new SQLException("stopped", "57P01"))))
                .isFalse();
        assertThat(isLeftToTheEngine(new ReleaseNotLoaded("another one is live")))
                .isFalse();
        assertThat(isLeftToTheEngine(new ProcessEngineException("a step", new ReleaseNotLoaded("another one is live"))))
                .isFalse();
    }
}
