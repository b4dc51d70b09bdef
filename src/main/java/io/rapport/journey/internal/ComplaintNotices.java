package io.rapport.journey.internal;

import io.rapport.desk.LiveStaff;
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
    private static final String REFUSED = "complaint-refused";
    private static final String REPEATED = "complaint-repeated";

    private final Outbox outbox;
    private final StaffDirectory staff;
    private final LiveStaff queues;
    private final TaskService tasks;

    ComplaintNotices(Outbox outbox, StaffDirectory staff, LiveStaff queues, TaskService tasks) {
        this.outbox = outbox;
        this.staff = staff;
        this.queues = queues;
        this.tasks = tasks;
    }

    @EventListener
    void on(ComplaintRefused refused) {
        send(REFUSED, refused.complaintId(), receivers(REFUSED));
    }

    /** To anyone who works on the complaint; to the queues that receive such notices if nobody does. */
    @EventListener
    void on(ComplaintRepeated repeated) {
        Set<String> people = new TreeSet<>();
        Set<String> waitingIn = new TreeSet<>();
        for (Task task : tasks.createTaskQuery()
                .processInstanceBusinessKey("complaint:" + repeated.complaintId())
                .list()) {
            if (task.getAssignee() != null) {
                people.add(task.getAssignee());
            } else {
                tasks.getIdentityLinksForTask(task.getId()).stream()
                        .map(IdentityLink::getGroupId)
                        .filter(Objects::nonNull)
                        .forEach(waitingIn::add);
            }
        }
        waitingIn.forEach(queue -> people.addAll(logins(queue)));
        send(REPEATED, repeated.complaintId(), people.isEmpty() ? receivers(REPEATED) : people);
    }

    /** The members of the queues that receive a message; those of their leads if they have none. */
    private Set<String> receivers(String message) {
        Set<String> people = new TreeSet<>();
        List<StaffQueue> receiving = queues.receiving(message);
        receiving.forEach(queue -> people.addAll(logins(queue.id())));
        if (people.isEmpty()) {
            receiving.stream()
                    .map(StaffQueue::lead)
                    .filter(Objects::nonNull)
                    .forEach(lead -> people.addAll(logins(lead)));
        }
        return people;
    }

    private Set<String> logins(String queue) {
        Set<String> logins = new TreeSet<>();
        staff.members(queue).stream().map(StaffMember::id).forEach(logins::add);
        return logins;
    }

    private void send(String message, String complaintId, Set<String> people) {
        if (people.isEmpty()) {
            LOG.warn(
                    "Nobody gets the message '{}': add a member to a queue that has it among its notices in"
                            + " processes/staff.yaml, or the notice to a queue",
                    message);
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
