package io.rapport.gate;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffQueue;
import io.rapport.inbox.EventTypes;
import io.rapport.journey.expression.Vocabulary;
import io.rapport.language.StaffLanguages;
import io.rapport.template.MessageType;
import io.rapport.template.MessageTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.spring.SpringTransactionsProcessEngineConfiguration;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.jersey.ResourceConfigCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts the gate before everything that the engine does with a deployment. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GateProperties.class)
class GateConfiguration {

    /** @param beans asked at each deployment: messages change meanwhile, and the first one comes while beans are made */
    @Bean
    ProcessEnginePlugin deploymentGate(
            ListableBeanFactory beans,
            GateProperties properties,
            JdbcClient jdbc,
            DeploymentWarnings warnings,
            BusinessClock clock) {
        return new AbstractProcessEnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl engine) {
                List<Deployer> gates = new ArrayList<>(List.of(new DeploymentGate(
                        () -> new ModelChecks(platform(beans, properties)), new DeployedFiles(jdbc), warnings, clock)));
                if (engine.getCustomPreDeployers() != null) {
                    gates.addAll(engine.getCustomPreDeployers());
                }
                engine.setCustomPreDeployers(gates);
                engine.setDeploymentHandlerFactory(InForceDuplicates.factory(
                        new DeployedFiles(jdbc),
                        // others may name it after this
                        () -> engine instanceof SpringTransactionsProcessEngineConfiguration spring
                                ? spring.getDeploymentName()
                                : null));
            }

            @Override
            public void postProcessEngineBuild(ProcessEngine engine) {
                ReportingDeployer.installIn(engine);
            }
        };
    }

    @Bean
    DeploymentWarnings deploymentWarnings() {
        return new DeploymentWarnings();
    }

    @Bean
    ResourceConfigCustomizer deploymentAnswers(DeploymentWarnings warnings) {
        return engineRest -> engineRest
                .register(new DeploymentFields())
                .register(new RefusalAnswer())
                .register(new DeploymentAnswer(warnings));
    }

    private static Platform platform(ListableBeanFactory beans, GateProperties properties) {
        MessageTypes messages = beans.getBean(MessageTypes.class);
        EventTypes events = beans.getBean(EventTypes.class);
        Map<String, Step> steps = new TreeMap<>();
        for (String step : beans.getBeanNamesForType(JavaDelegate.class)) {
            steps.put(step, Step.of(Objects.requireNonNull(beans.getType(step))));
        }
        return new Platform(
                beans.getBean(Vocabulary.class),
                steps,
                events.names().stream()
                        .collect(Collectors.toMap(type -> type, type -> Platform.Event.of(events, type))),
                messages.names().stream()
                        .map(messages::type)
                        .collect(Collectors.toMap(MessageType::name, GateConfiguration::message)),
                messages.offeredLanguages(),
                beans.getBean(StaffLanguages.class).others(),
                beans.getBean(LiveStaff.class).queues().stream()
                        .map(StaffQueue::id)
                        .collect(Collectors.toSet()),
                properties.externalTopics(),
                properties.foreignModels());
    }

    private static Platform.Message message(MessageType type) {
        return new Platform.Message(type.category().equals("internal"), type.languages(), type.aboutStoppedOrders());
    }
}
