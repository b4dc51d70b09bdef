package io.rapport.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rapport.testing.RapportTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("A task that was done meanwhile")
class TaskGoneTest {

    private static final String GONE = "gone";

    @Autowired
    private TaskService tasks;

    @Autowired
    private FormService forms;

    @Test
    @DisplayName("is known by what the engine says, whatever it was asked to do")
    void known() {
        List<ThrowingCallable> asked = List.of(
                () -> tasks.getVariables(GONE),
                () -> tasks.getVariable(GONE, "customerId"),
                () -> tasks.setAssignee(GONE, "ada"),
                () -> tasks.getIdentityLinksForTask(GONE),
                () -> tasks.claim(GONE, "ada"),
                () -> tasks.complete(GONE),
                () -> tasks.setVariable(GONE, "score", 1),
                () -> forms.getTaskFormData(GONE),
                () -> forms.getTaskFormVariables(GONE),
                () -> forms.submitTaskForm(GONE, Map.of()));
        assertThat(asked).allSatisfy(call -> assertThat(catchThrowable(call))
                .isInstanceOf(ProcessEngineException.class)
                .matches(TaskGone::isSaidBy, "says that the task is gone"));
    }

    @Test
    @DisplayName("gives nothing, and what else fails is a failure")
    void nothing() {
        assertThat(TaskGone.ifThere(() -> tasks.getVariables(GONE))).isEmpty();
        assertThatThrownBy(() -> TaskGone.ifThere(() -> tasks.getVariables(null)))
                .isInstanceOf(ProcessEngineException.class);
    }

    @Test
    @DisplayName(
            "or changed, or whose row another transaction has, was somebody else's first; what else fails is a failure")
    void orChanged() {
        assertThat(TaskGone.orChangedIsSaidBy((RuntimeException) catchThrowable(() -> tasks.setAssignee(GONE, "ada"))))
                .isTrue();
        assertThat(TaskGone.orChangedIsSaidBy(new OptimisticLockingException("changed meanwhile")))
                .isTrue();
        assertThat(TaskGone.orChangedIsSaidBy(
                        new ProcessEngineException(new SQLException("deadlock detected", "40P01"))))
                .isTrue();
        assertThat(TaskGone.orChangedIsSaidBy(
                        new ProcessEngineException(new SQLException("relation is not there", "42P01"))))
                .isFalse();
        assertThat(TaskGone.orChangedIsSaidBy(new AuthorizationException("not for conny")))
                .isFalse();
    }
}
