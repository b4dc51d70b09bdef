package io.rapport.journey.step;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import java.time.Duration;
import java.time.Instant;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Opens the complaint once more, with the same time allowed anew; the journey remembers it as {@code reopened}, and the complaint's severity. */
@Component("reopenComplaint")
@StepInputs(
        sets = {"reopened", "severity"},
        ids = "complaintId")
final class ReopenComplaintStep implements JavaDelegate {

    private final Complaints complaints;
    private final WorkingTime workingTime;
    private final BusinessClock clock;

    ReopenComplaintStep(Complaints complaints, WorkingTime workingTime, BusinessClock clock) {
        this.complaints = complaints;
        this.workingTime = workingTime;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String id = Inputs.requireId(execution, "complaintId");
        Complaint complaint = complaints.find(id).orElseThrow();
        if (complaint.workingHours() == null) {
            throw new IllegalStateException(
                    "complaint " + id + " was never allowed time; put the step allowTime before");
        }
        Instant now = clock.instant();
        complaints.reopened(id, now, workingTime.plus(now, Duration.ofHours(complaint.workingHours())));
        execution.setVariable("reopened", true);
        execution.setVariable("severity", complaint.severity());
    }
}
