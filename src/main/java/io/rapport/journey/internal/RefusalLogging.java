package io.rapport.journey.internal;

import io.rapport.desk.TaskGone;
import org.camunda.bpm.engine.MismatchingMessageCorrelationException;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.exception.NotValidException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.form.FormException;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandContextFactory;

/**
 * What is the caller's fault, and answered to the caller, is no error of the server: a form that is refused, a model that
 * cannot be read, a thing that is not there, a task that was done meanwhile. The engine logs each of them as an error with
 * its stack; here they are logged as it logs other bad requests, at debug.
 */
final class RefusalLogging extends CommandContextFactory {

    RefusalLogging(ProcessEngineConfigurationImpl engine) {
        setProcessEngineConfiguration(engine);
    }

    @Override
    public CommandContext createCommandContext() {
        return new CommandContext(processEngineConfiguration) {
            @Override
            protected boolean shouldLogFine(Throwable exception) {
                return super.shouldLogFine(exception) || isCallersFault(exception);
            }
        };
    }

    static boolean isCallersFault(Throwable exception) {
        return exception instanceof FormException
                || exception instanceof ParseException
                || exception instanceof NotFoundException
                || exception instanceof NotValidException
                || exception instanceof MismatchingMessageCorrelationException
                || TaskGone.isSaidBy(exception);
    }
}
