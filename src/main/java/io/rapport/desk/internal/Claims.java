package io.rapport.desk.internal;

import org.camunda.bpm.engine.TaskAlreadyClaimedException;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.context.Context;

/**
 * What somebody has claimed, nobody else completes. The engine lets each member of a task's queue do so, and its claim is a
 * note on the task. Tasks that nobody has claimed are completed by any member, and the application itself is not held to it.
 */
final class Claims implements TaskListener {

    @Override
    public void notify(DelegateTask task) {
        check(task);
    }

    /** @throws TaskAlreadyClaimedException if somebody other than the caller has the task */
    static void check(DelegateTask task) {
        String caller = Context.getCommandContext().getAuthenticatedUserId();
        String assignee = task.getAssignee();
        if (caller != null && assignee != null && !assignee.equals(caller)) {
            throw new TaskAlreadyClaimedException(task.getId(), assignee);
        }
    }
}
