package io.rapport.desk.internal;

import io.rapport.calendar.WorkingTime;
import io.rapport.desk.Promise;
import io.rapport.desk.Promises;
import java.util.Date;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;

/** A task about a promise is due when the desk closes on the day that was promised, whatever the table of routing says. */
final class PromisedDay implements TaskListener {

    private final Promises promises;
    private final WorkingTime workingTime;

    PromisedDay(Promises promises, WorkingTime workingTime) {
        this.promises = promises;
        this.workingTime = workingTime;
    }

    @Override
    public void notify(DelegateTask task) {
        if (task.getVariable("promiseId") instanceof String id) {
            promises.find(id)
                    .map(Promise::dueOn)
                    .map(day -> day.atTime(workingTime.closes()).atZone(workingTime.zone()))
                    .ifPresent(due -> task.setDueDate(Date.from(due.toInstant())));
        }
    }
}
