package io.rapport.gate;

import io.rapport.calendar.BusinessClock;
import io.rapport.gate.ModelFileReader.FileContent;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks each new deployment, no matter who makes it, before anything of the engine reads it: nothing of a file is parsed or
 * evaluated before it has passed. What is long deployed is not checked again.
 */
final class DeploymentGate implements Deployer {

    private static final Logger LOG = LoggerFactory.getLogger(DeploymentGate.class);

    /** Set while a release is switched: it was checked as a whole. */
    private static final ThreadLocal<Boolean> OF_RELEASE = ThreadLocal.withInitial(() -> false);

    private final Supplier<ModelChecks> checks;
    private final DeployedFiles deployed;
    private final BusinessClock clock;
    private SoftReference<Map<FileContent, ModelSet>> read = new SoftReference<>(null);

    /** @param checks of what there is at the moment */
    DeploymentGate(Supplier<ModelChecks> checks, DeployedFiles deployed, BusinessClock clock) {
        this.checks = checks;
        this.deployed = deployed;
        this.clock = clock;
    }

    /** @param deploy deploys what has passed as part of a release */
    static void ofRelease(Runnable deploy) {
        OF_RELEASE.set(true);
        try {
            deploy.run();
        } finally {
            OF_RELEASE.remove();
        }
    }

    @Override
    public void deploy(DeploymentEntity deployment) {
        if (!deployment.isNew()) {
            return;
        }
        if (!OF_RELEASE.get()) {
            check(deployment).forEach(finding -> LOG.warn("deployed, but look at {}", finding.text()));
        }
        // the engine's clock is moved while the demo replays
        Date now = Date.from(clock.realInstant());
        deployment.setDeploymentTime(now);
        deployment.getResources().values().forEach(resource -> resource.setCreateTime(now));
    }

    /** Most of it the deployment before met, too, and is not read again. */
    private synchronized ModelSet running() {
        Map<FileContent, ModelSet> known = read.get();
        if (known == null) {
            known = new HashMap<>();
            read = new SoftReference<>(known);
        }
        return ModelFileReader.running(deployed.newest(), known);
    }

    private List<Finding> check(DeploymentEntity deployment) {
        Map<String, byte[]> files = new TreeMap<>();
        for (ResourceEntity resource : deployment.getResources().values()) {
            files.put(resource.getName(), resource.getBytes());
        }
        List<Finding> findings = new ArrayList<>();
        Findings said = new Findings();
        if (new LimitCheck(DeploymentResource.DEPLOYMENT, said)
                .deployment(deployment.getName(), deployment.getSource())) {
            findings.addAll(checks.get().check(deployment.getTenantId(), files, this::running));
        }
        findings.addAll(said.list());
        if (findings.stream().anyMatch(Finding::isError)) {
            throw new DeploymentRefused(findings);
        }
        return findings;
    }
}
