package io.rapport.journey.internal.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.springframework.boot.autoconfigure.jersey.ResourceConfigCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the gate before everything that the engine does with a deployment. */
@Configuration(proxyBeanMethods = false)
class GateConfiguration {

    @Bean
    DeploymentWarnings deploymentWarnings() {
        return new DeploymentWarnings();
    }

    @Bean
    ProcessEnginePlugin deploymentGate(ApplicationContext beans, DeploymentWarnings warnings) {
        return new AbstractProcessEnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl engine) {
                ModelChecks checks = new ModelChecks(Set.of(beans.getBeanNamesForType(JavaDelegate.class)));
                List<Deployer> gates = new ArrayList<>(List.of(new DeploymentGate(checks, warnings)));
                if (engine.getCustomPreDeployers() != null) {
                    gates.addAll(engine.getCustomPreDeployers());
                }
                engine.setCustomPreDeployers(gates);
            }
        };
    }

    @Bean
    ResourceConfigCustomizer deploymentAnswers(DeploymentWarnings warnings) {
        return engineRest -> engineRest.register(new RefusalAnswer()).register(new DeploymentAnswer(warnings));
    }
}
