package io.rapport.journey.step;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.desk.TaskAnswers;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Opens a complaint from what staff wrote in the form of a call. It goes through the inbox like any event, in the
 * transaction of the completed task.
 */
@Component("openComplaint")
@StepInputs(ids = "customerId")
final class OpenComplaintStep implements JavaDelegate {

    static final String SOURCE = "urn:rapport:desk";

    private final Inbox inbox;
    private final TaskAnswers answers;
    private final ObjectMapper json;

    OpenComplaintStep(Inbox inbox, TaskAnswers answers, ObjectMapper json) {
        this.inbox = inbox;
        this.answers = answers;
        this.json = json;
    }

    @Override
    public void execute(DelegateExecution execution) {
        // one complaint a call: the id follows from the journey that asks for it
        String complaintId = "desk-" + execution.getProcessInstanceId();
        String text = answers.latestText(execution.getProcessInstanceId(), "complaintText")
                .orElseThrow(() -> new IllegalStateException(
                        "the form before the step openComplaint must hold the field complaintText"));
        ObjectNode data = json.createObjectNode()
                .put("complaintId", complaintId)
                .put("text", text)
                .put("channel", "phone");
        String orderId = Inputs.id(execution, "orderId");
        if (orderId != null) {
            data.put("orderId", orderId);
        }
        inbox.accept(new NewEvent(
                SOURCE, complaintId, "complaint.opened", Inputs.requireId(execution, "customerId"), null, data));
    }
}
