package io.rapport.journey.step;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.customer.Consents;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Lets nothing go out to the customer any more but what is owed. An objection withdraws every consent and objects for the
 * customer to what needs none, on each channel, also of topics to come: one event a channel, as from the customer's own
 * preference page. A restriction ends again, and leaves the consents for then: it is an event of its own.
 */
@Component("stopMessages")
@StepInputs(ids = {"customerId", "requestId"})
final class StopMessagesStep implements JavaDelegate {

    private static final String SOURCE = "urn:rapport:data-requests";
    private static final String RESTRICTION = "restriction";

    private final Inbox inbox;
    private final DataRequests requests;

    StopMessagesStep(Inbox inbox, DataRequests requests) {
        this.inbox = inbox;
        this.requests = requests;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String request = Inputs.requireId(execution, "requestId");
        String customer = Inputs.requireId(execution, "customerId");
        if (requests.find(request)
                .map(DataRequest::request)
                .filter(RESTRICTION::equals)
                .isPresent()) {
            restrict(request, customer);
        } else {
            withdraw(request, customer);
        }
    }

    private void restrict(String request, String customer) {
        inbox.accept(new NewEvent(
                SOURCE,
                "restrict:" + request,
                "customer.restricted",
                customer,
                null,
                JsonNodeFactory.instance.objectNode().put("reason", "requested by the customer")));
    }

    private void withdraw(String request, String customer) {
        for (String channel : Consents.CHANNELS) {
            inbox.accept(new NewEvent(
                    SOURCE,
                    "stop:" + request + ":" + channel,
                    "consent.withdrawn",
                    customer,
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
