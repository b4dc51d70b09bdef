package io.rapport.journey.step;

import io.rapport.desk.QueueDesk;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Raises the priority of the open tasks about the same thing, or moves them to another queue. */
@Component("escalate")
@StepInputs(optional = {"priority", "queue"})
final class EscalateStep implements JavaDelegate {

    private final QueueDesk desk;

    EscalateStep(QueueDesk desk) {
        this.desk = desk;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String priority = Inputs.optional(execution, "priority");
        desk.escalate(
                execution.getProcessBusinessKey(),
                priority == null ? null : Inputs.number(execution, "priority"),
                Inputs.optional(execution, "queue"));
    }
}
