package io.rapport.gate;

import io.rapport.calendar.BusinessClock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;

/**
 * Checks each new deployment, no matter who makes it, before anything of the engine reads it: nothing of a file is parsed or
 * evaluated before it has passed. What is long deployed is not checked again.
 */
final class DeploymentGate implements Deployer {

    private final Supplier<ModelChecks> checks;
    private final DeployedFiles deployed;
    private final DeploymentWarnings warnings;
    private final BusinessClock clock;

    /** @param checks of what there is at the moment */
    DeploymentGate(
            Supplier<ModelChecks> checks, DeployedFiles deployed, DeploymentWarnings warnings, BusinessClock clock) {
        this.checks = checks;
        this.deployed = deployed;
        this.warnings = warnings;
        this.clock = clock;
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
        List<Finding> findings = new ArrayList<>();
        Findings said = new Findings();
        if (new LimitCheck(DeploymentFields.DEPLOYMENT, said)
                .deployment(deployment.getName(), deployment.getSource())) {
            findings.addAll(checks.get().check(deployment.getTenantId(), files, deployed.newest()));
        }
        findings.addAll(said.list());
        if (findings.stream().anyMatch(Finding::isError)) {
            throw new DeploymentRefused(findings);
        }
        // the engine's clock is moved while the demo replays
        Date now = Date.from(clock.realInstant());
        deployment.setDeploymentTime(now);
        deployment.getResources().values().forEach(resource -> resource.setCreateTime(now));
        warnings.keep(deployment.getId(), findings);
    }
}
