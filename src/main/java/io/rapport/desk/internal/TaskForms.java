package io.rapport.desk.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.desk.TaskGone;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.form.TaskFormData;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.cmd.GetCamundaFormDefinitionCmd;
import org.camunda.bpm.engine.impl.cmd.GetDeploymentResourceCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.repository.CamundaFormDefinition;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The forms that open tasks have, in the versions that they have. */
@Component
final class TaskForms {

    private final ObjectProvider<ProcessEngine> engine;
    private final ObjectMapper json;
    // a form definition never changes: a new version has a new id
    private final Map<String, TaskForm> forms = new ConcurrentHashMap<>();

    TaskForms(ObjectProvider<ProcessEngine> engine, ObjectMapper json) {
        this.engine = engine;
        this.json = json;
    }

    /**
     * A version of a form.
     *
     * @param id of the definition
     * @param key the form's id
     * @param deployment that it came with
     * @param schema what it consists of
     */
    record TaskForm(String id, String key, String deployment, JsonNode schema) {}

    /** @return the form of a task; empty if it has none, or the task is gone */
    Optional<TaskForm> of(String task) {
        ProcessEngineImpl present = (ProcessEngineImpl) engine.getObject();
        return TaskGone.ifThere(() -> present.getFormService().getTaskFormData(task))
                .filter(form -> form.getCamundaFormRef() != null)
                .flatMap(form -> present.getProcessEngineConfiguration()
                        .getCommandExecutorTxRequired()
                        .execute(command -> find(form)));
    }

    /** @return the version of a form with that id; empty if it is gone */
    Optional<TaskForm> version(String id) {
        TaskForm known = forms.get(id);
        return known != null
                ? Optional.of(known)
                : ((ProcessEngineImpl) engine.getObject())
                        .getProcessEngineConfiguration()
                        .getCommandExecutorTxRequired()
                        .execute(command -> Optional.ofNullable(command.getCamundaFormDefinitionManager()
                                        .findLatestDefinitionById(id))
                                .map(found -> forms.computeIfAbsent(found.getId(), key -> read(command, found))));
    }

    /** Within a command of the engine, likewise. */
    Optional<TaskForm> find(TaskFormData form) {
        CommandContext command = Context.getCommandContext();
        CamundaFormDefinition definition = command.runWithoutAuthorization(
                new GetCamundaFormDefinitionCmd(form.getCamundaFormRef(), form.getDeploymentId()));
        return Optional.ofNullable(definition)
                .map(found -> forms.computeIfAbsent(found.getId(), id -> read(command, found)));
    }

    private TaskForm read(CommandContext command, CamundaFormDefinition definition) {
        try (InputStream content = command.runWithoutAuthorization(
                new GetDeploymentResourceCmd(definition.getDeploymentId(), definition.getResourceName()))) {
            return new TaskForm(
                    definition.getId(), definition.getKey(), definition.getDeploymentId(), json.readTree(content));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
