package io.rapport.journey.step;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.customer.Consents;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Withdraws every consent of the customer and objects for them to what needs none: on each channel nothing goes out any more
 * but what is owed, also of topics to come. One event a channel, as from the customer's own preference page.
 */
@Component("stopMessages")
@StepInputs(ids = {"customerId", "requestId"})
final class StopMessagesStep implements JavaDelegate {

    private static final String SOURCE = "urn:rapport:data-requests";

    /** Those of the consent ledger. */
    private static final List<String> CHANNELS = List.of("email", "sms", "phone", "post", "webhook");

    private final Inbox inbox;

    StopMessagesStep(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String request = Inputs.requireId(execution, "requestId");
        for (String channel : CHANNELS) {
            inbox.accept(new NewEvent(
                    SOURCE,
                    "stop:" + request + ":" + channel,
                    "consent.withdrawn",
                    Inputs.requireId(execution, "customerId"),
                    null,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("channel", channel)
                            .put("topic", Consents.ALL)
                            .put("source", "data request")
                            .put("wording", "data-request.received")));
        }
    }
}
