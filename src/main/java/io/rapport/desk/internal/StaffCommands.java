package io.rapport.desk.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.CommandFields;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffPerson;
import io.rapport.desk.StaffQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.TaskAlreadyClaimedException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.AssignTaskCmd;
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
 * What the engine's authorizations cannot say: staff claim tasks for themselves alone, put back what they claimed
 * themselves, and of a task they change the follow-up date alone; and nobody takes a task's last queue away, since nobody would see it any more.
 */
final class StaffCommands extends CommandInterceptor {

    private static final Duration LONGEST_FOLLOW_UP = Duration.ofDays(366);

    private final ProcessEngineConfigurationImpl engine;
    private final LiveStaff staff;
    private final BusinessClock clock;

    StaffCommands(ProcessEngineConfigurationImpl engine, LiveStaff staff, BusinessClock clock) {
        this.engine = engine;
        this.staff = staff;
        this.clock = clock;
    }

    @Override
    public <T> T execute(Command<T> command) {
        if (command instanceof ClaimTaskCmd claim) {
            checkClaim(claim);
        } else if (command instanceof AssignTaskCmd assign) {
            // the engine's API unclaims by it
            checkUnclaim((String) CommandFields.of(assign, "taskId"), (String) CommandFields.of(assign, "userId"));
        } else if (command instanceof SaveTaskCmd save) {
            checkChanges((TaskEntity) CommandFields.of(save, "task"));
        } else if (command instanceof DeleteIdentityLinkCmd delete) {
            checkQueueStays(delete);
        } else if (command instanceof DeleteGroupCmd delete
                && engine.getIdentityService().getCurrentAuthentication() != null
                && staff.isQueue((String) CommandFields.of(delete, "groupId"))) {
            throw new BadUserRequestException(DeskTexts.say("queue.deleted"));
        }
        return next.execute(command);
    }

    private void checkClaim(ClaimTaskCmd claim) {
        Authentication caller = engine.getIdentityService().getCurrentAuthentication();
        String user = (String) CommandFields.of(claim, "userId");
        if (isRestricted(caller) && user != null && !user.equals(caller.getUserId())) {
            throw new AuthorizationException(DeskTexts.say("task.claim-for-others"));
        }
        checkUnclaim((String) CommandFields.of(claim, "taskId"), user);
    }

    /**
     * Who leads the task's queue may put it back, too, and the deputy of the colleague, so that an absent one's task does
     * not stand still.
     */
    private void checkUnclaim(String id, String user) {
        Authentication caller = engine.getIdentityService().getCurrentAuthentication();
        TaskEntity task = user == null && isRestricted(caller) ? stored(id) : null;
        if (task == null || task.getAssignee() == null || task.getAssignee().equals(caller.getUserId())) {
            return;
        }
        if (!leads(caller, id) && !isDeputyOf(caller, task.getAssignee())) {
            throw new TaskAlreadyClaimedException(id, task.getAssignee());
        }
    }

    private boolean leads(Authentication caller, String task) {
        return caller.getGroupIds() != null
                && queues(task).stream()
                        .flatMap(queue -> staff.queue(queue).stream())
                        .map(StaffQueue::lead)
                        .anyMatch(lead -> lead != null && caller.getGroupIds().contains(lead));
    }

    private boolean isDeputyOf(Authentication caller, String colleague) {
        return staff.member(colleague)
                .map(StaffPerson::deputy)
                .filter(deputy -> deputy.equals(caller.getUserId()))
                .isPresent();
    }

    private void checkChanges(TaskEntity task) {
        boolean restricted = isRestricted(engine.getIdentityService().getCurrentAuthentication());
        // the engine does not count the tenant among the changes of a task
        TaskEntity stored = task.getRevision() == 0 ? null : stored(task.getId());
        boolean otherTenant = stored != null && !Objects.equals(stored.getTenantId(), task.getTenantId());
        if (stored != null && isSameSecond(stored.getDueDate(), task.getDueDate())) {
            task.setDueDate(stored.getDueDate());
        }
        if (restricted
                && (otherTenant
                        || !Set.of(TaskEntity.FOLLOW_UP_DATE)
                                .containsAll(task.getPropertyChanges().keySet()))) {
            throw new AuthorizationException(DeskTexts.say("task.follow-up-alone"));
        }
        if (otherTenant) {
            throw new BadUserRequestException(DeskTexts.say("task.tenant"));
        }
        if (restricted
                && task.getFollowUpDate() != null
                && task.getPropertyChanges().containsKey(TaskEntity.FOLLOW_UP_DATE)) {
            checkFollowUp(task.getFollowUpDate().toInstant());
        }
    }

    /** The Tasklist sends the whole task with each change, and its due date without the fraction of the second. */
    private static boolean isSameSecond(Date stored, Date sent) {
        return stored != null
                && sent != null
                && stored.toInstant()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .equals(sent.toInstant().truncatedTo(ChronoUnit.SECONDS));
    }

    /** The Tasklist offers the present minute of the browser, which knows nothing of a clock that was moved. */
    private void checkFollowUp(Instant date) {
        Instant business = clock.instant();
        Instant real = clock.realInstant();
        Instant first = (business.isBefore(real) ? business : real).minus(Duration.ofDays(1));
        Instant last = (business.isAfter(real) ? business : real).plus(LONGEST_FOLLOW_UP);
        if (date.isBefore(first) || date.isAfter(last)) {
            throw new BadUserRequestException(DeskTexts.say("task.follow-up", LONGEST_FOLLOW_UP.toDays()));
        }
    }

    /** The task as the database holds it; its changes are not in it. */
    private TaskEntity stored(String id) {
        return next.execute(context -> context.getTaskManager().findTaskById(id));
    }

    private Set<String> queues(String task) {
        return candidates(task)
                .map(IdentityLink::getGroupId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private Stream<IdentityLink> candidates(String task) {
        List<IdentityLink> links = next.execute(context ->
                context.runWithoutAuthorization(() -> new GetIdentityLinksForTaskCmd(task).execute(context)));
        return links.stream().filter(link -> IdentityLinkType.CANDIDATE.equals(link.getType()));
    }

    /** Rapport itself and administrators are not held to it. */
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
        boolean another = queues(task).stream().anyMatch(queue -> !queue.equals(group) && staff.isQueue(queue));
        if (!another) {
            throw new BadUserRequestException(DeskTexts.say("task.queue-stays"));
        }
    }
}
