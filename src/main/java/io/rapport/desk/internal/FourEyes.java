package io.rapport.desk.internal;

import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.context.Context;

/**
 * Whoever answered the task before does not decide this one: the task's property {@value #PROPERTY} names that task. It
 * holds at every door, for claims, assignments and delegations as for the completion.
 */
final class FourEyes implements TaskListener {

    static final String PROPERTY = "four-eyes";

    private final String proposed;
    private final Submissions submissions;

    /** @param proposed key of the task whose last author must not decide */
    FourEyes(String proposed, Submissions submissions) {
        this.proposed = proposed;
        this.submissions = submissions;
    }

    @Override
    public void notify(DelegateTask task) {
        String who = task.getEventName().equals(TaskListener.EVENTNAME_ASSIGNMENT)
                ? task.getAssignee()
                : Context.getCommandContext().getAuthenticatedUserId();
        if (who == null) {
            return;
        }
        submissions
                .lastAuthor(task.getProcessInstanceId(), proposed)
                .filter(who::equals)
                .ifPresent(author -> {
                    throw new AuthorizationException("'" + author + "' made the proposal that this task decides on, so"
                            + " somebody else decides: leave the task to a colleague of its queue."
                            + " / 该方案由 '" + author + "' 本人提出，须由他人审批：请将任务留给队列中的其他同事。");
                });
    }
}
