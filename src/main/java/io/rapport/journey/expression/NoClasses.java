package io.rapport.journey.expression;

import org.camunda.bpm.engine.ArtifactFactory;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.bpmn.behavior.ShellActivityBehavior;
import org.camunda.bpm.engine.impl.pvm.delegate.ActivityExecution;

/**
 * Makes nothing of a class that a model names: delegates, listeners, mappings of variables. The engine makes its own task
 * for shell commands this way, too; that is made, so that a deployment that holds one can still be read, and fails when it
 * is reached.
 */
final class NoClasses implements ArtifactFactory {

    @Override
    public <T> T getArtifact(Class<T> type) {
        if (type == ShellActivityBehavior.class) {
            return type.cast(new RefusedShell());
        }
        throw refused("the class " + type.getName());
    }

    private static ProcessEngineException refused(String what) {
        return new ProcessEngineException(what + " is not run: a model uses the steps of the vocabulary");
    }

    private static final class RefusedShell extends ShellActivityBehavior {

        @Override
        public void execute(ActivityExecution execution) {
            throw refused("a shell command");
        }
    }
}
