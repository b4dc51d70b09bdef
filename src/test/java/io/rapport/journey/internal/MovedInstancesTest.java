package io.rapport.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;

@DisplayName("Which of the engine's commands move an instance")
class MovedInstancesTest {

    private static final Set<String> NAMING = Set.of(
            "taskId",
            "executionId",
            "processInstanceId",
            "processInstanceIds",
            "entityId",
            "externalTaskId",
            "jobId",
            "builder",
            "executionBuilder");

    /** They read, write beside the instance, put into a row what a job of its own does, start an instance, or are steps of another command. */
    private static final Pattern MOVE_NOTHING = Pattern.compile(
            "Get.*|Find.*|.*Comment.*|.*Attachment.*|.*Case.*|.*Batch.*|.*Async.*"
                    + "|.*Historic.*|.*IdentityLink.*|Add(User|Group).*|(Assign|Claim|Delegate|Create|Delete|Save)TaskCmd"
                    + "|Set(Task|Job|ExternalTask)(?!Variables).*|SetJobsRetries.*|JobRetryCmd|DefaultJobRetryCmd|FoxJobRetryCmd"
                    + "|(Delete|Unlock|Recalculate|Suspend|Activate)Job.*|(Lock|Unlock|ExtendLockOn)ExternalTask.*|HandleExternalTaskFailureCmd"
                    + "|CreateIncidentCmd|Correlate.*|EvaluateStartConditionCmd|StartProcessInstance.*|Restart.*"
                    + "|(Suspend|Activate)ProcessInstanceCmd|(Activity|Transition).*|UpdateProcessInstancesSuspendStateCmd|.*Variable(Typed)?Cmd");

    @Test
    @DisplayName("is said of each command that names a task, an execution, an instance or a job")
    void complete() throws ClassNotFoundException {
        ClassPathScanningCandidateComponentProvider engine = new ClassPathScanningCandidateComponentProvider(false);
        engine.addIncludeFilter(new AssignableTypeFilter(Command.class));
        Set<String> unknown = new TreeSet<>();
        for (String packageName : Set.of("org.camunda.bpm.engine.impl.cmd", "org.camunda.bpm.engine.impl.migration")) {
            for (var found : engine.findCandidateComponents(packageName)) {
                Class<?> command = Class.forName(found.getBeanClassName());
                if (namesSomething(command)
                        && !MovedInstances.commands().contains(command)
                        && !MOVE_NOTHING.matcher(command.getSimpleName()).matches()) {
                    unknown.add(command.getSimpleName());
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static boolean namesSomething(Class<?> command) {
        for (Class<?> type = command; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && NAMING.contains(field.getName())) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    @DisplayName("has the fields that are read by name")
    void fields() {
        for (Class<?> command : MovedInstances.commands()) {
            assertThat(namesSomething(command)).as(command.getSimpleName()).isTrue();
            assertThat(Arrays.asList(command.getInterfaces()).contains(Command.class)
                            || Command.class.isAssignableFrom(command))
                    .isTrue();
        }
    }
}
