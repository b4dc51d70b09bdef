package io.rapport.gate;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.contactpolicy.PolicyFacts;
import io.rapport.desk.LiveStaff;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.OpenDeliveries;
import io.rapport.journey.expression.Vocabulary;
import io.rapport.language.StaffLanguages;
import io.rapport.lifecycle.RelationshipPreviews;
import io.rapport.loyalty.CouponPools;
import io.rapport.loyalty.LevelPreviews;
import io.rapport.template.MessageTypes;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.jersey.ResourceConfigCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts the gate before everything that the engine does with a deployment. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GateProperties.class)
class GateConfiguration {

    /** @param beans asked at each deployment: messages change meanwhile, and the first one comes while beans are made */
    @Bean
    ProcessEnginePlugin deploymentGate(
            ListableBeanFactory beans, GateProperties properties, JdbcClient jdbc, BusinessClock clock) {
        return new AbstractProcessEnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl engine) {
                List<Deployer> gates = new ArrayList<>(List.of(new DeploymentGate(
                        () -> new ModelChecks(platforms(beans, properties)
                                .of(
                                        beans.getBean(EventTypes.class),
                                        beans.getBean(MessageTypes.class),
                                        beans.getBean(LiveStaff.class).file())),
                        new DeployedFiles(jdbc),
                        clock)));
                if (engine.getCustomPreDeployers() != null) {
                    gates.addAll(engine.getCustomPreDeployers());
                }
                engine.setCustomPreDeployers(gates);
            }

            @Override
            public void postProcessEngineBuild(ProcessEngine engine) {
                ReportingDeployer.installIn(engine);
            }
        };
    }

    @Bean
    ResourceConfigCustomizer deploymentAnswers(ObjectProvider<ReleaseDeployments> releases) {
        return engineRest -> engineRest
                .register(new MultipartFiles())
                .register(new RefusalAnswer())
                .registerResources(new DeploymentResource(releases).resource());
    }

    private static Platforms platforms(ListableBeanFactory beans, GateProperties properties) {
        Map<String, VocabularyStep> steps = new TreeMap<>();
        for (String step : beans.getBeanNamesForType(JavaDelegate.class)) {
            steps.put(step, VocabularyStep.of(Objects.requireNonNull(beans.getType(step))));
        }
        return new Platforms(
                beans.getBean(Vocabulary.class),
                beans.getBean(PolicyFacts.class).vocabulary(),
                steps,
                () -> beans.getBean(CouponPools.class).free(),
                () -> LocalDate.ofInstant(
                        beans.getBean(BusinessClock.class).instant(),
                        beans.getBean(WorkingTime.class).zone()),
                properties);
    }

    /** Texts in the languages of staff as files of a release; they lie over models. */
    @Bean
    @Order(60)
    TextKind textKind(StaffLanguages languages) {
        return new TextKind(languages);
    }

    /** Models, tables and forms as files of a release. */
    @Bean
    @Order(50)
    ModelKind modelKind(
            ListableBeanFactory beans,
            GateProperties properties,
            JdbcClient jdbc,
            ObjectProvider<ProcessEngine> engine,
            EventTypes events,
            MessageTypes messages,
            LiveStaff staff,
            RunningVersions versions,
            OpenDeliveries deliveries,
            ObjectProvider<RelationshipPreviews> previews,
            ObjectProvider<LevelPreviews> levelPreviews) {
        return new ModelKind(
                () -> platforms(beans, properties),
                new ModelDeployment(new DeployedFiles(jdbc), engine),
                events,
                messages,
                staff,
                versions,
                deliveries,
                previews::getObject,
                levelPreviews::getObject);
    }
}
