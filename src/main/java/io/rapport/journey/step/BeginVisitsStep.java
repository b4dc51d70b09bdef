package io.rapport.journey.step;

import io.rapport.journey.internal.VisitCandidates;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Has visits begin for some customers who are close and in no rhythm of visits. */
@Component("beginVisits")
@StepInputs(required = "most", numbers = "most")
final class BeginVisitsStep implements JavaDelegate {

    private static final int MOST = 1_000;

    private final VisitCandidates candidates;

    BeginVisitsStep(VisitCandidates candidates) {
        this.candidates = candidates;
    }

    @Override
    public void execute(DelegateExecution execution) {
        candidates.begin(Math.max(0, Math.min(Inputs.number(execution, "most"), MOST)));
    }
}
