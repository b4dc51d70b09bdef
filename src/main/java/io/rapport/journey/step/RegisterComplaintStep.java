package io.rapport.journey.step;

import io.rapport.feedback.Complaints;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Gives the complaint the number by which the customer knows it. */
@Component("registerComplaint")
@StepInputs(ids = "complaintId")
final class RegisterComplaintStep implements JavaDelegate {

    private final Complaints complaints;

    RegisterComplaintStep(Complaints complaints) {
        this.complaints = complaints;
    }

    @Override
    public void execute(DelegateExecution execution) {
        complaints.register(Inputs.requireId(execution, "complaintId"));
    }
}
