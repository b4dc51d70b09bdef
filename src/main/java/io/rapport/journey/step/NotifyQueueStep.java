package io.rapport.journey.step;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Puts a message to each member of staff of a queue into the outbox. */
@Component("notifyQueue")
@StepInputs(required = {"message", "queue"})
final class NotifyQueueStep implements JavaDelegate {

    private final QueueNotices notices;

    NotifyQueueStep(QueueNotices notices) {
        this.notices = notices;
    }

    @Override
    public void execute(DelegateExecution execution) {
        notices.tell(Inputs.text(execution, "message"), Inputs.text(execution, "queue"), execution);
    }
}
