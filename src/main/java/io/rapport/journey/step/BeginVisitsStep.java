package io.rapport.journey.step;

import io.rapport.journey.internal.VisitBeginnings;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Has visits begin for some customers who are close and in no rhythm of visits. */
@Component("beginVisits")
@StepInputs(required = "most", numbers = "most")
final class BeginVisitsStep implements JavaDelegate {

    private static final int MOST = 1_000;

    private final VisitBeginnings beginnings;

    BeginVisitsStep(VisitBeginnings beginnings) {
        this.beginnings = beginnings;
    }

    @Override
    public void execute(DelegateExecution execution) {
        beginnings.begin(Math.max(0, Math.min(Inputs.number(execution, "most"), MOST)));
    }
}
