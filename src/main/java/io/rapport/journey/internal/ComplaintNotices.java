package io.rapport.journey.internal;

import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffMember;
import io.rapport.desk.StaffQueue;
import io.rapport.feedback.ComplaintRefused;
import io.rapport.feedback.ComplaintRepeated;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxRequest;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Notifies staff by a message of what happens to complaints beside their journey, and would be seen by nobody else. */
@Component
final class ComplaintNotices {

    private static final Logger LOG = LoggerFactory.getLogger(ComplaintNotices.class);

    private final Outbox outbox;
    private final StaffDirectory staff;
    private final TaskService tasks;

    ComplaintNotices(Outbox outbox, StaffDirectory staff, TaskService tasks) {
        this.outbox = outbox;
        this.staff = staff;
        this.tasks = tasks;
    }

    @EventListener
    void on(ComplaintRefused refused) {
        send("complaint-refused", refused.complaintId(), queue());
    }

    /** To anyone who works on the complaint; to its queue if nobody does. */
    @EventListener
    void on(ComplaintRepeated repeated) {
        Set<String> people = new TreeSet<>();
        Set<String> queues = new TreeSet<>();
        for (Task task : tasks.createTaskQuery()
                .processInstanceBusinessKey("complaint:" + repeated.complaintId())
                .list()) {
            if (task.getAssignee() != null) {
                people.add(task.getAssignee());
            } else {
                tasks.getIdentityLinksForTask(task.getId()).stream()
                        .map(IdentityLink::getGroupId)
                        .filter(Objects::nonNull)
                        .forEach(queues::add);
            }
        }
        queues.forEach(queue -> people.addAll(logins(queue)));
        send("complaint-repeated", repeated.complaintId(), people.isEmpty() ? queue() : people);
    }

    /** The members of the queue for complaints; those of its lead if it has none. */
    private Set<String> queue() {
        Set<String> people = logins(StaffQueue.COMPLAINTS.id());
        return people.isEmpty() ? logins(StaffQueue.COMPLAINTS_LEAD.id()) : people;
    }

    private Set<String> logins(String queue) {
        Set<String> logins = new TreeSet<>();
        staff.members(queue).stream().map(StaffMember::id).forEach(logins::add);
        return logins;
    }

    private void send(String message, String complaintId, Set<String> people) {
        if (people.isEmpty()) {
            LOG.warn("Nobody is in the queue 'complaints' to get the message '{}'; add a member to the group", message);
        }
        for (String person : List.copyOf(people)) {
            try {
                outbox.enqueue(OutboxRequest.toStaff(message, person).about(null, complaintId, null, null));
            } catch (IllegalArgumentException noSuchMessage) {
                // what happens to the complaint does not depend on a message that somebody took away
                LOG.warn("Staff cannot be written to: {}", noSuchMessage.getMessage());
            }
        }
    }
}
