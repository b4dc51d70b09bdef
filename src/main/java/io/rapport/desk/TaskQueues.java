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
public class TaskQueues {

    /** Variables by which an escalation holds for the tasks to come of the same instances, too. */
    public static final String ESCALATED_QUEUE = "escalatedQueue";

    /** The least priority of the tasks to come. */
    public static final String ESCALATED_PRIORITY = "escalatedPriority";

    private final TaskService tasks;
    private final RuntimeService runtime;
    private final IdentityService identity;
    private final AuthorizationService authorizations;
    private final LiveStaff live;
    private final UnroutedTasks unrouted;

    TaskQueues(
            TaskService tasks,
            RuntimeService runtime,
            IdentityService identity,
            AuthorizationService authorizations,
            LiveStaff live,
            UnroutedTasks unrouted) {
        this.tasks = tasks;
        this.runtime = runtime;
        this.identity = identity;
        this.authorizations = authorizations;
        this.live = live;
        this.unrouted = unrouted;
    }

    /**
     * Escalates all open tasks of the journeys about one thing, and those that these instances still make. A task that
     * nobody works on moves to the queue, and the old one loses sight of it. A task that somebody works on stays theirs,
     * whatever they have typed with it; the queue sees it beside the old one.
     *
     * @param businessKey what the journeys are about, such as {@code complaint:C77}
     * @param priority the least priority (0 to 100) that the tasks have afterwards, null to leave it
     * @param wanted the id of the queue that gets the tasks, null to leave them. For one that is not there, the fallback queue
     *     gets them; where there is none either, they stay
     * @return what became of the open tasks
     */
    @Transactional
    public Escalated escalate(String businessKey, Integer priority, String wanted) {
        boolean unknown = wanted != null && !live.isQueue(wanted);
        StaffQueue fallback = unknown ? live.fallback().orElse(null) : null;
        String queue = !unknown ? wanted : fallback == null ? null : fallback.id();
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
        int kept = 0;
        for (Task task : open) {
            if (priority != null && task.getPriority() < priority) {
                tasks.setPriority(task.getId(), priority);
            }
            if (unknown) {
                unrouted.add(
                        task.getId(),
                        task.getTaskDefinitionKey(),
                        fallback,
                        "it was escalated to the queue '" + wanted + "', which is not there");
            }
            if (queue == null) {
                continue;
            }
            if (task.getAssignee() == null || isMember(task.getAssignee(), queue)) {
                move(task, queue);
            } else {
                show(task, queue);
                kept++;
            }
        }
        return new Escalated(open.size(), kept, queue);
    }

    /**
     * Shows one open task to who leads, beside the queue that has it: whose it is it stays.
     *
     * @param taskId of the engine; where there is none any more, nothing happens
     * @param priority the least priority (0 to 100) that it has afterwards
     * @param lead the id of a queue or group; null if nobody leads, so that its priority rises alone
     */
    @Transactional
    public void bringBefore(String taskId, int priority, String lead) {
        Task task = tasks.createTaskQuery().taskId(taskId).singleResult();
        if (task == null) {
            return;
        }
        if (task.getPriority() < priority) {
            tasks.setPriority(taskId, priority);
        }
        if (lead != null) {
            show(task, lead);
        }
    }

    /**
     * What became of open tasks.
     *
     * @param open how many there were
     * @param kept how many stayed with somebody who works on them and is not of the queue, which should be notified
     * @param queue the id of the queue that got them; null if they were left
     */
    public record Escalated(int open, int kept, String queue) {}

    private void move(Task task, String queue) {
        // into the new queue first: a task is always in one
        show(task, queue);
        for (String group : candidates(task)) {
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
    }

    private void show(Task task, String queue) {
        if (!candidates(task).contains(queue)) {
            tasks.addCandidateGroup(task.getId(), queue);
        }
    }

    private List<String> candidates(Task task) {
        return tasks.getIdentityLinksForTask(task.getId()).stream()
                .filter(link -> IdentityLinkType.CANDIDATE.equals(link.getType()) && link.getGroupId() != null)
                .map(IdentityLink::getGroupId)
                .toList();
    }

    private boolean isMember(String user, String queue) {
        return identity.createGroupQuery().groupMember(user).groupId(queue).count() > 0;
    }

    private void delete(Authorization authorization) {
        authorizations.deleteAuthorization(authorization.getId());
    }
}
