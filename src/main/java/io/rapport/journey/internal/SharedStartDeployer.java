package io.rapport.journey.internal;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.bpmn.deployer.BpmnDeployer;
import org.camunda.bpm.engine.impl.bpmn.parser.EventSubscriptionDeclaration;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.core.model.Properties;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;

/**
 * Deploys models of which several start on the same message. The engine allows one process a message, since it finds by
 * the message's name what to start; journeys are found by their definition instead ({@link StartMessages}). The
 * subscription keeps the event type as its name, so that anyone who reads it, older nodes too, sees what the model says.
 *
 * <p>A definition is in the cache only if it is complete. The engine puts it there before it asks the database which jobs
 * its timers are; where that fails, it would stay, and no instance of it could start on this node until the node ends, nor
 * could one that another thread starts meanwhile.
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

    @Override
    protected void registerDefinition(
            DeploymentEntity deployment, ProcessDefinitionEntity definition, Properties properties) {
        if (deployment.isNew()) {
            registerNew(deployment, definition, properties);
            return;
        }
        definitionAddedToDeploymentCache(deployment, definition, properties);
        addDefinitionToDeploymentCache(getDeploymentCache(), definition);
        deployment.addDeployedArtifact(definition);
    }

    /** Timers that start a new definition look it up, and it is not in the database yet. */
    private void registerNew(DeploymentEntity deployment, ProcessDefinitionEntity definition, Properties properties) {
        try {
            super.registerDefinition(deployment, definition, properties);
        } catch (RuntimeException | Error e) {
            getDeploymentCache().removeProcessDefinition(definition.getId());
            throw e;
        }
    }
}
