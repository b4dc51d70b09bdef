package io.rapport.journey.step;

import io.rapport.feedback.Complaints;
import io.rapport.outbox.Outbox;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Closes the complaint in the register; the root cause that the investigation wrote stays with it. Messages that the open
 * complaint held are evaluated anew.
 */
@Component("closeComplaint")
@StepInputs(
        required = "outcome",
        ids = {"customerId", "complaintId"})
final class CloseComplaintStep implements JavaDelegate {

    private final Complaints complaints;
    private final Outbox outbox;

    CloseComplaintStep(Complaints complaints, Outbox outbox) {
        this.complaints = complaints;
        this.outbox = outbox;
    }

    @Override
    public void execute(DelegateExecution execution) {
        complaints.close(Inputs.requireId(execution, "complaintId"), Inputs.text(execution, "outcome"));
        outbox.complaintClosed(Inputs.requireId(execution, "customerId"));
    }
}
