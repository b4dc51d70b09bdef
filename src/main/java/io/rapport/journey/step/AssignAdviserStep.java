package io.rapport.journey.step;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.AdviserChoice;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Gives the customer an adviser from a queue where there is none, or the one there is works here no more: of the members who
 * speak the language, the one who cares for the fewest customers.
 */
@Component("assignAdviser")
@StepInputs(required = "from", optional = "language", ids = "customerId")
final class AssignAdviserStep implements JavaDelegate {

    private final AdviserChoice choice;
    private final BusinessClock clock;

    AssignAdviserStep(AdviserChoice choice, BusinessClock clock) {
        this.choice = choice;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Object language = Inputs.optional(execution, "language");
        choice.assign(
                Inputs.requireId(execution, "customerId"),
                Inputs.text(execution, "from"),
                language == null ? null : language.toString(),
                clock.instant());
    }
}
