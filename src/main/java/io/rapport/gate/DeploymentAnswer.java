package io.rapport.gate;

import io.rapport.gate.RefusalAnswer.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.util.List;
import org.camunda.bpm.engine.rest.dto.repository.DeploymentWithDefinitionsDto;

/** Adds what was found to the engine's answer to a deployment that passed: the field {@code warnings}. */
final class DeploymentAnswer implements ContainerResponseFilter {

    private final DeploymentWarnings warnings;

    DeploymentAnswer(DeploymentWarnings warnings) {
        this.warnings = warnings;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof DeploymentWithDefinitionsDto made) {
            response.setEntity(new WithWarnings(
                    made, warnings.take(made.getId()).stream().map(Problem::of).toList()));
        }
    }

    /** The engine's answer and the warnings. */
    static final class WithWarnings extends DeploymentWithDefinitionsDto {

        private final List<Problem> warnings;

        WithWarnings(DeploymentWithDefinitionsDto made, List<Problem> warnings) {
            this.id = made.getId();
            this.name = made.getName();
            this.source = made.getSource();
            this.deploymentTime = made.getDeploymentTime();
            this.tenantId = made.getTenantId();
            this.links = made.getLinks();
            this.deployedProcessDefinitions = made.getDeployedProcessDefinitions();
            this.deployedDecisionDefinitions = made.getDeployedDecisionDefinitions();
            this.deployedCaseDefinitions = made.getDeployedCaseDefinitions();
            this.deployedDecisionRequirementsDefinitions = made.getDeployedDecisionRequirementsDefinitions();
            this.warnings = warnings;
        }

        public List<Problem> getWarnings() {
            return warnings;
        }
    }
}
