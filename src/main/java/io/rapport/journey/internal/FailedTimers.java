package io.rapport.journey.internal;

import io.rapport.database.DatabaseFaults;
import io.rapport.release.ReleaseNotLoaded;
import java.time.Duration;
import java.util.Date;
import org.camunda.bpm.engine.impl.cmd.DefaultJobRetryCmd;
import org.camunda.bpm.engine.impl.cmd.JobRetryCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.FailedJobCommandFactory;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/**
 * What a failure means for a timer. As a rule it uses up a retry. What no further try would help is an incident at once;
 * what the database says of itself, or a release that this node does not hold yet, is not the timer's fault and uses up none.
 */
final class FailedTimers implements FailedJobCommandFactory {

    /** As events step back that met the database away. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    @Override
    public Command<Object> getCommand(String job, Throwable failure) {
        if (TooManySteps.in(failure) != null) {
            return new WithoutRetries(job, failure);
        }
        return isNobodysFault(failure) ? new Later(job) : new DefaultJobRetryCmd(job, failure);
    }

    private static boolean isNobodysFault(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ReleaseNotLoaded) {
                return true;
            }
        }
        return DatabaseFaults.isNobodysFault(failure);
    }

    private static final class WithoutRetries extends DefaultJobRetryCmd {

        private static final long serialVersionUID = 1L;

        WithoutRetries(String job, Throwable failure) {
            super(job, failure);
        }

        @Override
        public Object execute(CommandContext context) {
            JobEntity job = getJob();
            if (job != null) {
                job.unlock();
                logException(job);
                job.setRetries(0);
            }
            return null;
        }
    }

    /**
     * Leaves the timer as it is, and locked for a moment: nobody takes it up again at once, and neither its due date nor its
     * retries change. One that somebody fires by hand is not locked, and stays so.
     */
    private static final class Later extends JobRetryCmd {

        private static final long serialVersionUID = 1L;

        Later(String job) {
            super(job, null);
        }

        @Override
        public Object execute(CommandContext context) {
            JobEntity job = getJob();
            if (job != null && job.getLockOwner() != null) {
                job.setLockExpirationTime(
                        Date.from(ClockUtil.getCurrentTime().toInstant().plus(PAUSE)));
            }
            return null;
        }
    }
}
