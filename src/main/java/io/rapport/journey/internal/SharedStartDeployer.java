package io.rapport.journey.internal;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.bpmn.deployer.BpmnDeployer;
import org.camunda.bpm.engine.impl.bpmn.parser.EventSubscriptionDeclaration;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;

/**
 * Deploys models of which several start on the same message. The engine allows one process a message, since it finds by
 * the message's name what to start; journeys are found by their definition instead ({@link StartMessages}). The
 * subscription keeps the event type as its name, so that anyone who reads it, older nodes too, sees what the model says.
 */
final class SharedStartDeployer extends BpmnDeployer {

    private SharedStartDeployer(BpmnDeployer usual) {
        setExpressionManager(usual.getExpressionManager());
        setIdGenerator(usual.getIdGenerator());
        setBpmnParser(usual.getBpmnParser());
    }

    /** Takes the place of the engine's own deployer, for new deployments and for those that are read again. */
    static void installIn(ProcessEngineConfigurationImpl engine) {
        List<Deployer> deployers = new ArrayList<>(engine.getDeployers());
        deployers.replaceAll(
                deployer -> deployer instanceof BpmnDeployer usual ? new SharedStartDeployer(usual) : deployer);
        engine.setDeployers(deployers);
        engine.getDeploymentCache().setDeployers(deployers);
    }

    /** Two starts of one process on the same message are refused when the model is parsed. */
    @Override
    protected boolean isSameMessageStartEventSubscriptionAlreadyPresent(
            EventSubscriptionDeclaration start, String tenantId) {
        return false;
    }
}
