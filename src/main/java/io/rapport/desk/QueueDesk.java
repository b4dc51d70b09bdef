package io.rapport.desk;

import java.util.List;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.IdentityLinkType;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Moves waiting tasks between queues and up in priority. */
@Service
public class QueueDesk {

    /** Variables by which an escalation holds for the tasks to come of the same instances, too. */
    public static final String ESCALATED_QUEUE = "escalatedQueue";

    /** The least priority of the tasks to come. */
    public static final String ESCALATED_PRIORITY = "escalatedPriority";

    private final TaskService tasks;
    private final RuntimeService runtime;
    private final IdentityService identity;
    private final AuthorizationService authorizations;

    QueueDesk(
            TaskService tasks, RuntimeService runtime, IdentityService identity, AuthorizationService authorizations) {
        this.tasks = tasks;
        this.runtime = runtime;
        this.identity = identity;
        this.authorizations = authorizations;
    }

    /**
     * Escalates all open tasks of the journeys about one thing, and those that these instances still make. A task that moves to another queue is taken from whoever
     * works on it unless they belong to that queue too, and the old queue loses sight of it.
     *
     * @param businessKey what the journeys are about, such as {@code complaint:C77}
     * @param priority the least priority (0 to 100) that the tasks have afterwards, null to leave it
     * @param queue the id of the queue that gets the tasks, null to leave them
     * @return how many open tasks there were
     * @throws IllegalArgumentException if the queue does not exist
     */
    @Transactional
    public int escalate(String businessKey, Integer priority, String queue) {
        if (queue != null && StaffQueue.of(queue).isEmpty()) {
            throw new IllegalArgumentException("no such queue: " + queue);
        }
        for (ProcessInstance instance : runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(businessKey)
                .list()) {
            if (priority != null) {
                runtime.setVariable(instance.getId(), ESCALATED_PRIORITY, priority);
            }
            if (queue != null) {
                runtime.setVariable(instance.getId(), ESCALATED_QUEUE, queue);
            }
        }
        List<Task> open =
                tasks.createTaskQuery().processInstanceBusinessKey(businessKey).list();
        for (Task task : open) {
            if (priority != null && task.getPriority() < priority) {
                tasks.setPriority(task.getId(), priority);
            }
            if (queue != null) {
                move(task, queue);
            }
        }
        return open.size();
    }

    private void move(Task task, String queue) {
        List<String> before = tasks.getIdentityLinksForTask(task.getId()).stream()
                .filter(link -> IdentityLinkType.CANDIDATE.equals(link.getType()) && link.getGroupId() != null)
                .map(IdentityLink::getGroupId)
                .toList();
        // into the new queue first: a task is always in one
        if (!before.contains(queue)) {
            tasks.addCandidateGroup(task.getId(), queue);
        }
        for (String group : before) {
            if (!group.equals(queue)) {
                tasks.deleteCandidateGroup(task.getId(), group);
                // the engine keeps a group's rights on a task when the group leaves it
                authorizations
                        .createAuthorizationQuery()
                        .groupIdIn(group)
                        .resourceType(Resources.TASK)
                        .resourceId(task.getId())
                        .list()
                        .forEach(this::delete);
            }
        }
        String assignee = task.getAssignee();
        if (assignee != null && !isMember(assignee, queue)) {
            tasks.setAssignee(task.getId(), null);
            authorizations
                    .createAuthorizationQuery()
                    .userIdIn(assignee)
                    .resourceType(Resources.TASK)
                    .resourceId(task.getId())
                    .list()
                    .forEach(this::delete);
        }
    }

    private boolean isMember(String user, String queue) {
        return identity.createGroupQuery().groupMember(user).groupId(queue).count() > 0;
    }

    private void delete(Authorization authorization) {
        authorizations.deleteAuthorization(authorization.getId());
    }
}
