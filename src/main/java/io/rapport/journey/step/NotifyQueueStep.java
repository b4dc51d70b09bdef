package io.rapport.journey.step;

import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffMember;
import io.rapport.messaging.Outbox;
import io.rapport.messaging.OutboxRequest;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Puts a message to each member of staff of a queue into the outbox. */
@Component("notifyQueue")
@StepInputs(required = {"message", "queue"})
final class NotifyQueueStep implements JavaDelegate {

    private final Outbox outbox;
    private final StaffDirectory staff;

    NotifyQueueStep(Outbox outbox, StaffDirectory staff) {
        this.outbox = outbox;
        this.staff = staff;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String message = Inputs.text(execution, "message");
        String queue = Inputs.text(execution, "queue");
        List<StaffMember> members = staff.members(queue);
        if (members.isEmpty()) {
            throw new IllegalStateException(
                    "nobody is in the queue '" + queue + "' to be told; add a member to the group");
        }
        for (StaffMember member : members) {
            outbox.enqueue(OutboxRequest.toStaff(message, member.id())
                    .about(Inputs.id(execution, "orderId"), Inputs.id(execution, "complaintId"), null, null)
                    .from(Inputs.journey(execution), execution.getProcessInstanceId()));
        }
    }
}
