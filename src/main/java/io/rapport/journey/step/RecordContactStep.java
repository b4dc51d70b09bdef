package io.rapport.journey.step;

import io.rapport.outbox.StaffContacts;
import io.rapport.outbox.StaffContacts.ContactOutcome;
import java.util.UUID;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Records what became of the message that staff were to bring to the customer, in a journey about that contact. */
@Component("recordContact")
@StepInputs(
        required = "outcome",
        ids = {"customerId", "contactId"})
final class RecordContactStep implements JavaDelegate {

    private final StaffContacts contacts;

    RecordContactStep(StaffContacts contacts) {
        this.contacts = contacts;
    }

    @Override
    public void execute(DelegateExecution execution) {
        contacts.settle(
                UUID.fromString(Inputs.requireId(execution, "contactId")),
                Inputs.requireId(execution, "customerId"),
                ContactOutcome.of(Inputs.text(execution, "outcome")));
    }
}
