package io.rapport.journey.internal;

import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The models behind definitions. What a journey starts on or waits for does not depend on who made it move, and staff or
 * a system need not be allowed to read models for it.
 */
@Component
final class DeployedModels {

    private final ObjectProvider<RepositoryService> repository;

    DeployedModels(ObjectProvider<RepositoryService> repository) {
        this.repository = repository;
    }

    /**
     * Reads a model.
     *
     * @param definitionId the engine's id of a version
     * @return what was deployed
     */
    BpmnModelInstance of(String definitionId) {
        CommandContext command = Context.getCommandContext();
        return command == null
                ? repository.getObject().getBpmnModelInstance(definitionId)
                : command.runWithoutAuthorization(() -> repository.getObject().getBpmnModelInstance(definitionId));
    }
}
