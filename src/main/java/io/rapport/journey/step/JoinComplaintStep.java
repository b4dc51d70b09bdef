package io.rapport.journey.step;

import io.rapport.feedback.Complaints;
import io.rapport.outbox.Outbox;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Joins a complaint that was reported twice to the one that is investigated already, whose staff see it on their card. */
@Component("joinComplaint")
@StepInputs(ids = {"customerId", "complaintId"})
final class JoinComplaintStep implements JavaDelegate {

    private final Complaints complaints;
    private final Outbox outbox;

    JoinComplaintStep(Complaints complaints, Outbox outbox) {
        this.complaints = complaints;
        this.outbox = outbox;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String id = Inputs.requireId(execution, "complaintId");
        String other = complaints
                .earlierAboutTheSame(id)
                .orElseThrow(() -> new IllegalStateException("complaint " + id
                        + " repeats no other; ask complaintFacts.reportedBefore before the step joinComplaint"));
        complaints.join(id, other);
        outbox.complaintClosed(Inputs.requireId(execution, "customerId"));
    }
}
