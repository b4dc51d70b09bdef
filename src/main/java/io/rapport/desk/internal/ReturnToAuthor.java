package io.rapport.desk.internal;

import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;

/**
 * Gives a task that an instance makes once more to the person who did it before, if they work in its queue still. The task's
 * property {@value #PROPERTY} with the value {@code author} asks for it.
 */
final class ReturnToAuthor implements TaskListener {

    static final String PROPERTY = "returns-to";

    private final Submissions submissions;
    private final QueueMembers members;

    /** Knows who works in a queue. */
    interface QueueMembers {
        boolean has(String queue, String user);
    }

    ReturnToAuthor(Submissions submissions, QueueMembers members) {
        this.submissions = submissions;
        this.members = members;
    }

    @Override
    public void notify(DelegateTask task) {
        Optional<String> author = submissions.lastAuthor(task.getProcessInstanceId(), task.getTaskDefinitionKey());
        boolean theirs = author.isPresent()
                && task.getCandidates().stream()
                        .map(link -> link.getGroupId())
                        .filter(Objects::nonNull)
                        .anyMatch(queue -> members.has(queue, author.get()));
        if (theirs) {
            task.setAssignee(author.get());
        }
    }
}
