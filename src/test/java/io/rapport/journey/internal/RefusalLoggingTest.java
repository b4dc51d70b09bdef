package io.rapport.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is the caller's fault is answered to the caller, and is no error in the log")
class RefusalLoggingTest {

    @Test
    @DisplayName(
            "a refused form, a model that cannot be read, a thing that is not there; not what the server does wrong")
    void callersFaults() {
        assertThat(RefusalLogging.isCallersFault(new FormFieldValidationException("score", "score is missing")))
                .isTrue();
        assertThat(RefusalLogging.isCallersFault(new ParseException("no BPMN", "a.bpmn", List.of(), List.of())))
                .isTrue();
        assertThat(RefusalLogging.isCallersFault(new NotFoundException("no such task")))
                .isTrue();
        assertThat(RefusalLogging.isCallersFault(new ProcessEngineException("a step failed")))
                .isFalse();
        assertThat(RefusalLogging.isCallersFault(new IllegalStateException("a bug")))
                .isFalse();
    }
}
