package io.rapport.journey.internal.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;

/**
 * Looks at each new deployment, whoever makes it, before anything of the engine reads it: nothing of a file is parsed or
 * evaluated before it has passed. What is long deployed is not looked at again.
 */
final class DeploymentGate implements Deployer {

    private final ModelChecks checks;
    private final DeploymentWarnings warnings;

    DeploymentGate(ModelChecks checks, DeploymentWarnings warnings) {
        this.checks = checks;
        this.warnings = warnings;
    }

    @Override
    public void deploy(DeploymentEntity deployment) {
        if (!deployment.isNew()) {
            return;
        }
        Map<String, byte[]> files = new TreeMap<>();
        for (ResourceEntity resource : deployment.getResources().values()) {
            files.put(resource.getName(), resource.getBytes());
        }
        List<Finding> findings = new ArrayList<>(checks.check(deployment.getTenantId(), files));
        if (findings.stream().anyMatch(Finding::isError)) {
            throw new DeploymentRefused(findings);
        }
        warnings.keep(deployment.getId(), findings);
    }
}
