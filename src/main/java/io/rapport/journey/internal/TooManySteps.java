package io.rapport.journey.internal;

import org.camunda.bpm.engine.ProcessEngineException;

/** A journey that would go on for ever, or do too much in one go: no try will change that, only another model. */
final class TooManySteps extends ProcessEngineException {

    private static final long serialVersionUID = 1L;

    TooManySteps(String message) {
        super(message);
    }

    /** @return the one among the causes of a failure; null if there is none */
    static TooManySteps in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TooManySteps found) {
                return found;
            }
        }
        return null;
    }
}
