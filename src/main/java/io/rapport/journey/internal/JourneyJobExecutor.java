package io.rapport.journey.internal;

import io.rapport.release.NodeRelease;
import java.util.List;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.AcquireJobsCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.AcquiredJobs;
import org.camunda.bpm.engine.impl.jobexecutor.ExecuteJobsRunnable;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutorContext;
import org.camunda.bpm.engine.management.Metrics;
import org.camunda.bpm.engine.spring.components.jobexecutor.SpringJobExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's job executor, which fires {@linkplain DueTimers due timers of journeys} together. When one of them fails,
 * nothing of the batch has happened, and each is fired in the engine's own way: alone, with its retries and incidents.
 */
final class JourneyJobExecutor extends SpringJobExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(JourneyJobExecutor.class);

    private final DueTimers timers;
    private final NodeRelease release;
    private final int batches;

    /** @param batches how many batches are made of the jobs found at a time: as many as there are threads for them */
    JourneyJobExecutor(DueTimers timers, NodeRelease release, int batches) {
        this.timers = timers;
        this.release = release;
        this.batches = batches;
    }

    @Override
    protected void ensureInitialization() {
        setAcquireJobsCmdFactory(most -> new Acquisition(this, most));
        super.ensureInitialization();
    }

    @Override
    public Runnable getExecuteJobsRunnable(List<String> jobs, ProcessEngineImpl engine) {
        return new Batch(jobs, engine);
    }

    private final class Acquisition extends AcquireJobsCmd {

        Acquisition(JobExecutor executor, int most) {
            super(executor, most);
        }

        /** What another node took first is removed from what is returned here when the engine writes its locks. */
        @Override
        public AcquiredJobs execute(CommandContext context) {
            if (!release.takesWork()) {
                // another node has what is live
                acquiredJobs = new AcquiredJobs(0);
                return acquiredJobs;
            }
            acquiredJobs = timers.gather(super.execute(context), batches);
            return acquiredJobs;
        }
    }

    private final class Batch extends ExecuteJobsRunnable {

        Batch(List<String> jobs, ProcessEngineImpl engine) {
            super(jobs, engine);
            this.jobExecutor = JourneyJobExecutor.this;
        }

        @Override
        public void run() {
            if (jobIds.size() > 1 && isActive()) {
                try {
                    together();
                } catch (OptimisticLockingException e) {
                    // somebody else was at one of these instances: nothing is wrong
                    LOG.debug("{} timers are fired one by one: {}", jobIds.size(), e.getMessage());
                } catch (RuntimeException e) {
                    LOG.warn(
                            "{} timers cannot be fired together, and are fired one by one: {}",
                            jobIds.size(),
                            e.getMessage());
                }
            }
            super.run();
        }

        /** Leaves what is still to be done: all of it, or what the jobs put after themselves. */
        private void together() {
            ProcessEngineConfigurationImpl engine = processEngine.getProcessEngineConfiguration();
            JobExecutorContext jobs = new JobExecutorContext();
            Context.setJobExecutorContext(jobs);
            try {
                if (engine.getCommandExecutorTxRequired().execute(context -> timers.fire(jobIds, context))) {
                    if (engine.isMetricsEnabled()) {
                        engine.getMetricsRegistry().markOccurrence(Metrics.JOB_SUCCESSFUL, jobIds.size());
                    }
                    jobIds.clear();
                    jobIds.addAll(jobs.getCurrentProcessorJobQueue());
                }
            } finally {
                Context.removeJobExecutorContext();
            }
        }
    }
}
