package io.rapport.journey.step;

import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffMember;
import io.rapport.journey.internal.OutgoingMessages;
import io.rapport.outbox.OutboxRequest;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/** Notifies a queue of something by a message to each of its members. */
@Component
final class QueueNotices {

    private final OutgoingMessages outgoing;
    private final StaffDirectory staff;

    QueueNotices(OutgoingMessages outgoing, StaffDirectory staff) {
        this.outgoing = outgoing;
        this.staff = staff;
    }

    /**
     * @param message an internal message
     * @param queue the id of the queue
     * @param execution what it is about, and on whose behalf
     * @throws IllegalStateException if nobody is in the queue
     */
    void tell(String message, String queue, DelegateExecution execution) {
        List<StaffMember> members = staff.members(queue);
        if (members.isEmpty()) {
            throw new IllegalStateException(
                    "nobody is in the queue '" + queue + "' to be notified; add a member to the group");
        }
        for (StaffMember member : members) {
            outgoing.send(OutboxRequest.toStaff(message, member.id())
                    .about(Inputs.id(execution, "orderId"), Inputs.id(execution, "complaintId"), null, null)
                    .from(Inputs.journey(execution), execution.getProcessInstanceId()));
        }
    }
}
