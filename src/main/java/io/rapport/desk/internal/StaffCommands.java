package io.rapport.desk.internal;

import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffQueue;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.ClaimTaskCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteGroupCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteIdentityLinkCmd;
import org.camunda.bpm.engine.impl.cmd.GetIdentityLinksForTaskCmd;
import org.camunda.bpm.engine.impl.cmd.SaveTaskCmd;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.IdentityLinkType;

/**
 * What the engine's authorizations cannot say: staff claim tasks for themselves alone, and of a task they change the
 * follow-up date alone; and nobody takes a task's last queue away, since nobody would see it any more.
 */
final class StaffCommands extends CommandInterceptor {

    private final ProcessEngineConfigurationImpl engine;

    StaffCommands(ProcessEngineConfigurationImpl engine) {
        this.engine = engine;
    }

    @Override
    public <T> T execute(Command<T> command) {
        if (command instanceof ClaimTaskCmd claim) {
            checkClaim((String) CommandFields.of(claim, "userId"));
        } else if (command instanceof SaveTaskCmd save) {
            checkChanges((TaskEntity) CommandFields.of(save, "task"));
        } else if (command instanceof DeleteIdentityLinkCmd delete) {
            checkQueueStays(delete);
        } else if (command instanceof DeleteGroupCmd delete
                && StaffQueue.of((String) CommandFields.of(delete, "groupId")).isPresent()) {
            throw new BadUserRequestException("This group is a queue, and tasks without a queue are seen by nobody."
                    + " Take its members out instead.");
        }
        return next.execute(command);
    }

    private void checkClaim(String user) {
        Authentication caller = engine.getIdentityService().getCurrentAuthentication();
        if (isRestricted(caller) && user != null && !user.equals(caller.getUserId())) {
            throw new AuthorizationException("Staff claim a task for themselves, not for others.");
        }
    }

    private void checkChanges(TaskEntity task) {
        if (isRestricted(engine.getIdentityService().getCurrentAuthentication())
                && !Set.of(TaskEntity.FOLLOW_UP_DATE)
                        .containsAll(task.getPropertyChanges().keySet())) {
            throw new AuthorizationException("Of a task, staff may change the follow-up date, and nothing else. Queue,"
                    + " priority and due date come from the table staff-routing.");
        }
    }

    /** The house itself and administrators are not held to it. */
    private static boolean isRestricted(Authentication caller) {
        return caller != null
                && (caller.getGroupIds() == null || !caller.getGroupIds().contains(StaffDirectory.ADMINISTRATORS));
    }

    private void checkQueueStays(DeleteIdentityLinkCmd delete) {
        Object group = CommandFields.of(delete, "groupId");
        if (group == null || !IdentityLinkType.CANDIDATE.equals(CommandFields.of(delete, "type"))) {
            return;
        }
        String task = (String) CommandFields.of(delete, "taskId");
        List<IdentityLink> links = next.execute(context ->
                context.runWithoutAuthorization(() -> new GetIdentityLinksForTaskCmd(task).execute(context)));
        boolean another = links.stream()
                .filter(link -> IdentityLinkType.CANDIDATE.equals(link.getType()))
                .map(IdentityLink::getGroupId)
                .anyMatch(queue -> queue != null
                        && !queue.equals(group)
                        && StaffQueue.of(queue).isPresent());
        if (!another) {
            throw new BadUserRequestException(
                    "A task is always in a queue: add it to another queue first, then take it from this one.");
        }
    }
}
