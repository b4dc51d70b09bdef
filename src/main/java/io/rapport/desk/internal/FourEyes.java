package io.rapport.desk.internal;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.task.IdentityLink;

/**
 * Anyone who answered the task before does not decide this one: the task's property {@value #PROPERTY} names that task. It
 * holds by every way, for claims, assignments and delegations as for the completion.
 */
final class FourEyes implements TaskListener {

    static final String PROPERTY = "four-eyes";

    private final String proposed;
    private final Submissions submissions;
    private final Colleagues colleagues;

    /** Knows who else works in queues. */
    interface Colleagues {
        boolean hasOthers(Set<String> queues, String user);
    }

    /** @param proposed key of the task whose last author must not decide */
    FourEyes(String proposed, Submissions submissions, Colleagues colleagues) {
        this.proposed = proposed;
        this.submissions = submissions;
        this.colleagues = colleagues;
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
                    throw new AuthorizationException(refusal(task, author));
                });
    }

    private String refusal(DelegateTask task, String author) {
        Set<String> queues = task.getCandidates().stream()
                .map(IdentityLink::getGroupId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return colleagues.hasOthers(queues, author)
                ? DeskTexts.say("four-eyes", author)
                : DeskTexts.say("four-eyes.alone", author, String.join(", ", queues));
    }
}
