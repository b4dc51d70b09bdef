package io.rapport.journey.step;

import io.rapport.feedback.Surveys;
import io.rapport.journey.internal.OutgoingMessages;
import io.rapport.outbox.OutboxRequest;
import io.rapport.template.MessageType;
import io.rapport.template.MessageTypes;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Puts a message to the customer into the outbox. A message that asks for an answer opens its survey, about the thing
 * that the journey is about; a reminder finds the same survey again.
 */
@Component("sendMessage")
@StepInputs(
        required = "message",
        optional = {"priority", "sendBefore"},
        numbers = "priority",
        ranges = @StepInputs.Range(input = "priority", from = 0, to = 100),
        ids = "customerId")
final class SendMessageStep implements JavaDelegate {

    private final OutgoingMessages outgoing;
    private final MessageTypes types;
    private final Surveys surveys;

    SendMessageStep(OutgoingMessages outgoing, MessageTypes types, Surveys surveys) {
        this.outgoing = outgoing;
        this.types = types;
        this.surveys = surveys;
    }

    @Override
    public void execute(DelegateExecution execution) {
        MessageType type = types.type(Inputs.text(execution, "message"));
        String customerId = Inputs.requireId(execution, "customerId");
        String survey = type.survey() == null
                ? null
                : surveys.open(type.survey(), customerId, execution.getProcessBusinessKey());
        outgoing.send(OutboxRequest.toCustomer(type.name(), customerId)
                .about(
                        Inputs.id(execution, "orderId"),
                        Inputs.id(execution, "complaintId"),
                        survey,
                        Inputs.id(execution, "couponCode"))
                .from(Inputs.journey(execution), execution.getProcessInstanceId())
                .priority(priority(execution))
                .before(Inputs.moment(execution, "sendBefore")));
    }

    /** Optional: without it the message's own priority holds. */
    private static Integer priority(DelegateExecution execution) {
        return Inputs.optional(execution, "priority") == null ? null : Inputs.number(execution, "priority");
    }
}
