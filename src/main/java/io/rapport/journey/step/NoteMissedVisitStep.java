package io.rapport.journey.step;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.MissedVisits;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Notes that a call or visit to the customer was not made in its time. */
@Component("noteMissedVisit")
@StepInputs(ids = "customerId")
final class NoteMissedVisitStep implements JavaDelegate {

    private final MissedVisits missed;
    private final BusinessClock clock;

    NoteMissedVisitStep(MissedVisits missed, BusinessClock clock) {
        this.missed = missed;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        missed.note(Inputs.requireId(execution, "customerId"), clock.instant());
    }
}
