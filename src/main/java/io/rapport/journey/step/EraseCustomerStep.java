package io.rapport.journey.step;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Has the customer erased, by the event that does it for every sender: in its turn, it ends all their journeys. */
@Component("eraseCustomer")
@StepInputs(ids = {"customerId", "requestId"})
final class EraseCustomerStep implements JavaDelegate {

    private static final String SOURCE = "urn:rapport:data-requests";

    private final Inbox inbox;

    EraseCustomerStep(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public void execute(DelegateExecution execution) {
        inbox.accept(new NewEvent(
                SOURCE,
                "erase:" + Inputs.requireId(execution, "requestId"),
                "customer.erased",
                Inputs.requireId(execution, "customerId"),
                null,
                JsonNodeFactory.instance.objectNode()));
    }
}
