package io.rapport.journey.step;

import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffMember;
import io.rapport.desk.StaffQueue;
import io.rapport.journey.internal.OutgoingMessages;
import io.rapport.outbox.OutboxRequest;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Notifies a queue of something by a message to each of its members. */
@Component
final class QueueNotices {

    private static final Logger LOG = LoggerFactory.getLogger(QueueNotices.class);

    private final OutgoingMessages outgoing;
    private final StaffDirectory staff;
    private final LiveStaff live;

    QueueNotices(OutgoingMessages outgoing, StaffDirectory staff, LiveStaff live) {
        this.outgoing = outgoing;
        this.staff = staff;
        this.live = live;
    }

    /**
     * @param message an internal message
     * @param wanted the id of the queue; for one that is not there, the fallback queue is notified
     * @param execution what it is about, and on whose behalf
     * @throws IllegalStateException if nobody is in the queue
     */
    void tell(String message, String wanted, DelegateExecution execution) {
        String queue = live.isQueue(wanted)
                ? wanted
                : live.fallback().map(StaffQueue::id).orElse(wanted);
        if (!queue.equals(wanted)) {
            LOG.warn(
                    "The queue {} is not there: {} of {} goes to the queue {}",
                    wanted,
                    message,
                    execution.getProcessBusinessKey(),
                    queue);
        }
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
