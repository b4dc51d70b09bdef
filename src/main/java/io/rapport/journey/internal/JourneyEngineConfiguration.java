package io.rapport.journey.internal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rapport.calendar.BusinessClock;
import io.rapport.database.DatabaseFigures;
import io.rapport.database.RetainedTable;
import io.rapport.database.RetentionProperties;
import io.rapport.release.NodeRelease;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.spring.boot.starter.configuration.impl.DefaultJobConfiguration.JobConfiguration;
import org.camunda.bpm.spring.boot.starter.property.CamundaBpmProperties;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.boot.autoconfigure.jersey.ResourceConfigCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How the engine is set up for journeys. What plain properties can say stands in {@code application.yml}. */
@Configuration(proxyBeanMethods = false)
class JourneyEngineConfiguration {

    /** @param migrations injected so that the tables are there before the engine needs them */
    @Bean
    ProcessEnginePlugin journeyEnginePlugin(
            JourneyParseListener parseListener,
            SubscriptionListener waits,
            EngineMessages messages,
            EngineCommandLocks locks,
            StepBound steps,
            JourneyRegister register,
            OutgoingMessages outgoing,
            NodeRelease release,
            FlywayMigrationInitializer migrations) {
        return new AbstractProcessEnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl engine) {
                engine.getCustomPostBPMNParseListeners().add(parseListener);
                engine.setCommandContextFactory(new RefusalLogging(engine));
                engine.setFailedJobCommandFactory(new FailedTimers());
                List<SessionFactory> sessions = new ArrayList<>(waits.sessions());
                sessions.add(steps.session());
                sessions.add(register.session());
                sessions.add(outgoing.session());
                if (engine.getCustomSessionFactories() != null) {
                    sessions.addAll(engine.getCustomSessionFactories());
                }
                engine.setCustomSessionFactories(sessions);
                // before the engine's own, so that each try is a transaction
                List<CommandInterceptor> interceptors = new ArrayList<>(
                        List.of(new ReleaseRetry(release), new ConflictRetry(), messages.interceptor()));
                if (engine.getCustomPreCommandInterceptorsTxRequired() != null) {
                    interceptors.addAll(engine.getCustomPreCommandInterceptorsTxRequired());
                }
                engine.setCustomPreCommandInterceptorsTxRequired(interceptors);
                // behind the engine's own, so that there is a transaction to hold the lock
                List<CommandInterceptor> inside = new ArrayList<>(List.of(locks.interceptor()));
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
            DueTimers timers,
            NodeRelease release,
            EngineClock engineClock,
            BusinessClock clock) {
        JourneyJobExecutor executor = new JourneyJobExecutor(
                timers, release, properties.getJobExecution().getMaxPoolSize());
        BeanUtils.copyProperties(JobConfiguration.jobExecutor(threads, properties), executor);
        // timers may be due by it; the engine's own clock, which follows first, has moved by then
        clock.follow(distance -> executor.jobWasAdded());
        return executor;
    }

    @Bean
    ResourceConfigCustomizer engineRestAnswers() {
        return engineRest -> engineRest.register(new ConflictAnswer()).register(new MessageForAll());
    }

    /** The engine keeps a clock of its own: it follows the business clock. */
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

    /** Ended instances leave the register after a time. What re-entry asks for is not among them, and stays for ever. */
    @Bean
    RetainedTable retainedJourneys(JdbcClient jdbc, RetentionProperties properties) {
        return new RetainedTable(
                jdbc,
                "journeys",
                properties.journeys(),
                """
                delete from rapport.journey where instance_id = any(array(
                    select instance_id from rapport.journey where ended_at < :before
                    order by ended_at limit :most))""");
    }
}
