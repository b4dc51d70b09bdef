package io.rapport.desk.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.TaskEscalations;
import io.rapport.desk.TaskEscalations.Outcome;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;

/** Records how tasks end: what a timer of the model ends, such as “After 14 days”, was not done in its time. */
final class TaskEnds implements TaskListener {

    private final TaskEscalations escalations;
    private final BusinessClock clock;

    TaskEnds(TaskEscalations escalations, BusinessClock clock) {
        this.escalations = escalations;
        this.clock = clock;
    }

    @Override
    public void notify(DelegateTask task) {
        escalations.ended(task.getId(), outcome(task), clock.instant());
    }

    private static Outcome outcome(DelegateTask task) {
        if (EVENTNAME_COMPLETE.equals(task.getEventName())) {
            return Outcome.DONE;
        }
        return Context.getCommandContext().getCurrentJob() instanceof TimerEntity ? Outcome.UNDONE : Outcome.CANCELLED;
    }
}
