package io.rapport.journey.step;

import io.rapport.calendar.WorkingTime;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import java.time.Duration;
import java.time.Instant;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Sets the severity of the complaint, and the end of the business time allowed for its answer, from its opening on. */
@Component("allowTime")
@StepInputs(
        required = {"severity", "workingHours"},
        numbers = "workingHours",
        ids = "complaintId")
final class AllowTimeStep implements JavaDelegate {

    private final Complaints complaints;
    private final WorkingTime workingTime;

    AllowTimeStep(Complaints complaints, WorkingTime workingTime) {
        this.complaints = complaints;
        this.workingTime = workingTime;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String id = Inputs.requireId(execution, "complaintId");
        int hours = Inputs.number(execution, "workingHours");
        Instant from = complaints.find(id).map(Complaint::openedAt).orElseThrow();
        complaints.allow(
                id, Inputs.text(execution, "severity"), hours, from, workingTime.plus(from, Duration.ofHours(hours)));
    }
}
