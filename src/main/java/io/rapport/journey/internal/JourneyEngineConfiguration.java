package io.rapport.journey.internal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rapport.calendar.BusinessClock;
import io.rapport.database.DatabaseFigures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.spring.boot.starter.configuration.CamundaDeploymentConfiguration;
import org.camunda.bpm.spring.boot.starter.configuration.impl.DefaultDeploymentConfiguration;
import org.camunda.bpm.spring.boot.starter.configuration.impl.DefaultJobConfiguration.JobConfiguration;
import org.camunda.bpm.spring.boot.starter.property.CamundaBpmProperties;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.boot.autoconfigure.jersey.ResourceConfigCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ContextResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.core.task.TaskExecutor;

/** How the engine is set up for journeys. What plain properties can say stands in {@code application.yml}. */
@Configuration(proxyBeanMethods = false)
class JourneyEngineConfiguration {

    /** @param migrations injected so that the tables are there before the engine looks for them */
    @Bean
    ProcessEnginePlugin journeyEnginePlugin(
            JourneyParseListener parseListener,
            SubscriptionListener waits,
            EngineMessages messages,
            EngineCommandLocks turns,
            StepBound steps,
            JourneyRegister register,
            OutgoingMessages outgoing,
            FlywayMigrationInitializer migrations) {
        return new AbstractProcessEnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl engine) {
                engine.getCustomPostBPMNParseListeners().add(parseListener);
                engine.setCommandContextFactory(new RefusalLogging(engine));
                engine.setFailedJobCommandFactory(StepBound.failedJobs());
                List<SessionFactory> sessions = new ArrayList<>(waits.sessions());
                sessions.add(steps.session());
                sessions.add(register.session());
                sessions.add(outgoing.session());
                if (engine.getCustomSessionFactories() != null) {
                    sessions.addAll(engine.getCustomSessionFactories());
                }
                engine.setCustomSessionFactories(sessions);
                // before the engine's own, so that each try is a transaction
                List<CommandInterceptor> interceptors =
                        new ArrayList<>(List.of(new ConflictRetry(), messages.interceptor()));
                if (engine.getCustomPreCommandInterceptorsTxRequired() != null) {
                    interceptors.addAll(engine.getCustomPreCommandInterceptorsTxRequired());
                }
                engine.setCustomPreCommandInterceptorsTxRequired(interceptors);
                // behind the engine's own, so that there is a transaction to hold the turn
                List<CommandInterceptor> inside = new ArrayList<>(List.of(turns.interceptor()));
                if (engine.getCustomPostCommandInterceptorsTxRequired() != null) {
                    inside.addAll(engine.getCustomPostCommandInterceptorsTxRequired());
                }
                engine.setCustomPostCommandInterceptorsTxRequired(inside);
            }

            @Override
            public void postInit(ProcessEngineConfigurationImpl engine) {
                SharedStartDeployer.installIn(engine);
            }
        };
    }

    /** Takes the place of the starter's, with the same settings. */
    @Bean
    @ConditionalOnProperty(name = "camunda.bpm.job-execution.enabled", havingValue = "true", matchIfMissing = true)
    JobExecutor jobExecutor(
            @Qualifier(JobConfiguration.CAMUNDA_TASK_EXECUTOR_QUALIFIER) TaskExecutor threads,
            CamundaBpmProperties properties,
            DueTimers timers) {
        JourneyJobExecutor executor =
                new JourneyJobExecutor(timers, properties.getJobExecution().getMaxPoolSize());
        BeanUtils.copyProperties(JobConfiguration.jobExecutor(threads, properties), executor);
        return executor;
    }

    @Bean
    ResourceConfigCustomizer engineRestAnswers() {
        return engineRest -> engineRest.register(new ConflictAnswer()).register(new MessageForAll());
    }

    @Bean
    static CamundaDeploymentConfiguration deploymentConfiguration() {
        return new DefaultDeploymentConfiguration() {
            @Override
            public Set<Resource> getDeploymentResources() {
                Set<Resource> named = new HashSet<>();
                // a file of a folder beside the jar comes before the jar's of the same name
                super.getDeploymentResources().stream()
                        .sorted(Comparator.comparing(Resource::isFile).reversed())
                        .forEach(resource -> named.add(new NamedResource(resource)));
                return named;
            }
        };
    }

    /** The engine keeps a clock of its own: it follows the house's. */
    @Bean
    EngineClock engineClock(BusinessClock clock) {
        clock.follow(distance -> {
            if (distance.isZero()) {
                ClockUtil.reset();
            } else {
                ClockUtil.offset(distance.toMillis());
            }
        });
        return new EngineClock();
    }

    /** Stands for the bond between the two clocks. */
    static final class EngineClock {}

    @Bean
    MeterBinder journeyMetrics(DatabaseFigures figures, ManagementService management) {
        return registry -> {
            Gauge.builder(
                            "rapport.journey.jobs.failed",
                            figures.of(() ->
                                    management.createJobQuery().noRetriesLeft().count()))
                    .description("timers that failed for good: incidents that Cockpit shows")
                    .register(registry);
            Gauge.builder("rapport.journey.jobs.retrying", figures.of(() -> management
                            .createJobQuery()
                            .withException()
                            .withRetriesLeft()
                            .count()))
                    .description("timers that failed and will be tried again")
                    .register(registry);
        };
    }

    /**
     * Names a model by its path under the project ({@code processes/onboarding.bpmn}), whether it comes from a jar or a
     * folder; otherwise each way of starting would deploy versions of its own.
     */
    private static final class NamedResource extends InputStreamResource implements ContextResource {

        private final Resource resource;
        private final String path;

        NamedResource(Resource resource) {
            super(resource);
            this.resource = resource;
            this.path = pathOf(resource);
        }

        private static String pathOf(Resource resource) {
            try {
                String url = resource.getURL().toString();
                for (String folder : List.of("/processes/", "/forms/")) {
                    int at = url.lastIndexOf(folder);
                    if (at >= 0) {
                        return url.substring(at + 1);
                    }
                }
                return resource.getFilename();
            } catch (IOException e) {
                throw new IllegalStateException("a model cannot be read: " + resource, e);
            }
        }

        @Override
        public java.io.InputStream getInputStream() throws IOException {
            return resource.getInputStream();
        }

        @Override
        public String getPathWithinContext() {
            return path;
        }

        @Override
        public String getFilename() {
            return resource.getFilename();
        }

        @Override
        public java.net.URL getURL() throws IOException {
            return resource.getURL();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof NamedResource named && named.path.equals(path);
        }

        @Override
        public int hashCode() {
            return path.hashCode();
        }
    }
}
