package io.rapport.journey.step;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.desk.TaskAnswers;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.NewEvent;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.springframework.stereotype.Component;

/**
 * Publishes the new date of a delivery, which staff wrote in the form before. It goes through the inbox like the same
 * news of a carrier, in the transaction of the completed task.
 */
@Component("announceDelay")
@StepInputs(ids = {"customerId", "orderId"})
final class AnnounceDelayStep implements JavaDelegate {

    private static final String FIELD = "expectedOn";

    private final Inbox inbox;
    private final TaskAnswers answers;
    private final ObjectMapper json;

    AnnounceDelayStep(Inbox inbox, TaskAnswers answers, ObjectMapper json) {
        this.inbox = inbox;
        this.answers = answers;
        this.json = json;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String day = answers.latestText(execution.getProcessInstanceId(), FIELD)
                .orElseThrow(() -> new IllegalStateException(
                        "the form before the step announceDelay must hold the field " + FIELD + ", a date"));
        ObjectNode data = json.createObjectNode()
                .put("orderId", Inputs.requireId(execution, "orderId"))
                .put(FIELD, day);
        try {
            inbox.accept(new NewEvent(
                    OpenComplaintStep.SOURCE,
                    "delay-" + execution.getActivityInstanceId(),
                    "order.delayed",
                    Inputs.requireId(execution, "customerId"),
                    null,
                    data));
        } catch (InvalidEvent refused) {
            // the task is open again, and anyone who answered it reads what to fix
            String fault = FIELD + " " + refused.faults().get(0).detail();
            throw new FormFieldValidationException(List.of(fault), fault);
        }
    }
}
