package io.rapport.journey.step;

import io.rapport.desk.TaskQueues;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Raises the priority of the open tasks about the same thing, or moves them to another queue. A task that somebody works
 * on stays theirs: the queue is notified by a message instead.
 */
@Component("escalate")
@StepInputs(
        optional = {"priority", "queue", "message"},
        numbers = "priority")
final class EscalateStep implements JavaDelegate {

    private final TaskQueues desk;
    private final QueueNotices notices;

    EscalateStep(TaskQueues desk, QueueNotices notices) {
        this.desk = desk;
        this.notices = notices;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String priority = Inputs.optional(execution, "priority");
        String queue = Inputs.optional(execution, "queue");
        String message = Inputs.optional(execution, "message");
        TaskQueues.Escalated escalated = desk.escalate(
                execution.getProcessBusinessKey(),
                priority == null ? null : Inputs.number(execution, "priority"),
                queue);
        if (escalated.kept() > 0 && message != null) {
            notices.tell(message, escalated.queue(), execution);
        }
    }
}
