package io.rapport.gate;

import java.util.function.Supplier;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.repository.DefaultDeploymentHandler;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentHandlerFactory;
import org.camunda.bpm.engine.repository.Resource;

/**
 * Decides which files of a deployment with duplicate filtering are left out as unchanged. The engine compares a file with
 * the last deployment of the same name; somebody may have deployed another version under another name since. A file is
 * left out only if it is also what is in force. The application's own deployment at its start keeps the engine's way: a
 * restart must not take back what designers have deployed since.
 */
final class InForceDuplicates extends DefaultDeploymentHandler {

    private final DeployedFiles deployed;
    private final Supplier<String> ofTheStart;

    private InForceDuplicates(ProcessEngine engine, DeployedFiles deployed, Supplier<String> ofTheStart) {
        super(engine);
        this.deployed = deployed;
        this.ofTheStart = ofTheStart;
    }

    /** @param ofTheStart says the name of the application's own deployment; null if it makes none */
    static DeploymentHandlerFactory factory(DeployedFiles deployed, Supplier<String> ofTheStart) {
        return engine -> new InForceDuplicates(engine, deployed, ofTheStart);
    }

    @Override
    public boolean shouldDeployResource(Resource file, Resource before) {
        return super.shouldDeployResource(file, before)
                || !isOfTheStart(before)
                        && deployed.isReplaced(before.getDeploymentId(), before.getName(), before.getBytes());
    }

    private boolean isOfTheStart(Resource before) {
        Deployment deployment = repositoryService
                .createDeploymentQuery()
                .deploymentId(before.getDeploymentId())
                .singleResult();
        return deployment != null
                && deployment.getName() != null
                && deployment.getName().equals(ofTheStart.get());
    }
}
