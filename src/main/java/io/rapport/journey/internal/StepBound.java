package io.rapport.journey.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.Expression;
import org.camunda.bpm.engine.impl.bpmn.behavior.MultiInstanceActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Bounds what one event, timer or completed task may make a journey do before it waits again, so that a circle without a
 * wait ends in a dead letter or an incident that says so, and not in a node without memory. Steps are counted for a
 * journey's instance together with those that it calls; a transaction that moves many journeys has a count for each.
 */
@Component
final class StepBound {

    private final int most;

    StepBound(@Value("${rapport.journey.most-steps:500}") int most) {
        if (most < 1) {
            throw new IllegalArgumentException("rapport.journey.most-steps must be at least 1, and is " + most);
        }
        this.most = most;
    }

    /** Counts each activity of a process, and of its parts, when it starts. */
    void watch(ScopeImpl scope) {
        for (ActivityImpl activity : scope.getActivities()) {
            // built in, so that a modification that skips listeners is counted, too
            activity.addBuiltInListener(
                    ExecutionListener.EVENTNAME_START,
                    activity.getActivityBehavior() instanceof MultiInstanceActivityBehavior several
                            ? (ExecutionListener) execution -> count(execution, size(several, execution))
                            : (ExecutionListener) execution -> count(execution, 0));
            watch(activity);
        }
    }

    /** @param announced how many instances the activity is about to make; each counts once more when it starts */
    private void count(DelegateExecution execution, int announced) {
        ExecutionEntity entity = (ExecutionEntity) execution;
        int taken = Context.getCommandContext()
                .getSession(Counts.class)
                .byRoot
                .merge(entity.getRootProcessInstanceId(), 1, Integer::sum);
        if ((long) taken + announced > most) {
            String activity = entity.getCurrentActivityId().replace(BpmnParse.MULTI_INSTANCE_BODY_ID_SUFFIX, "");
            throw new TooManySteps("The journey "
                    + entity.getProcessDefinition().getKey() + " about "
                    + entity.getProcessBusinessKey() + " would take more than " + most + " steps in one go: "
                    + (announced > 1
                            ? "'" + activity + "' is to be done " + announced + " times. Do it for" + " fewer at a time"
                            : "it runs in a circle without a wait, last at '" + activity
                                    + "'. Let the circle wait for a time or a message")
                    + ", or raise rapport.journey.most-steps.");
        }
    }

    /** @return how many instances are declared; 0 if the engine is to find fault with the declaration */
    private static int size(MultiInstanceActivityBehavior several, DelegateExecution execution) {
        Object declared = value(several.getLoopCardinalityExpression(), execution);
        if (declared instanceof Number number) {
            return number.intValue();
        }
        if (declared instanceof String text && text.matches("\\d{1,9}")) {
            return Integer.parseInt(text);
        }
        Object collection = several.getCollectionVariable() == null
                ? value(several.getCollectionExpression(), execution)
                : execution.getVariable(several.getCollectionVariable());
        return collection instanceof Collection<?> all ? all.size() : 0;
    }

    private static Object value(Expression expression, DelegateExecution execution) {
        return expression == null ? null : expression.getValue(execution);
    }

    /** @return what keeps the counts of a command of the engine, and so of a transaction */
    SessionFactory session() {
        return new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return Counts.class;
            }

            @Override
            public Session openSession() {
                return new Counts();
            }
        };
    }

    private static final class Counts implements Session {

        private final Map<String, Integer> byRoot = new HashMap<>();

        @Override
        public void flush() {
            // nothing of it is stored
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
