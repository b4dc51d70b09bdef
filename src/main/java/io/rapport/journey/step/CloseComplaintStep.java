package io.rapport.journey.step;

import io.rapport.feedback.Complaints;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Closes the complaint in the register; the root cause that the investigation wrote stays with it. */
@Component("closeComplaint")
final class CloseComplaintStep implements JavaDelegate {

    private final Complaints complaints;

    CloseComplaintStep(Complaints complaints) {
        this.complaints = complaints;
    }

    @Override
    public void execute(DelegateExecution execution) {
        complaints.close(Inputs.requireId(execution, "complaintId"), Inputs.text(execution, "outcome"));
    }
}
