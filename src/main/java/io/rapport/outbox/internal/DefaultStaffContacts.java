package io.rapport.outbox.internal;

import io.rapport.channel.TaskChannel;
import io.rapport.customer.Customers;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.StaffContacts;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Messages that staff bring across, on the table of the outbox. */
@Component
final class DefaultStaffContacts implements StaffContacts {

    private final AssignedMessages messages;
    private final Customers customers;

    DefaultStaffContacts(AssignedMessages messages, Customers customers) {
        this.messages = messages;
        this.customers = customers;
    }

    @Override
    public Optional<Instant> expiresAt(UUID messageId, String customerId) {
        return messages.find(messageId, customerId).map(OutboxMessage::expiresAt);
    }

    @Override
    public Optional<ContactText> words(UUID messageId, String customerId) {
        return messages.words(messageId, customerId)
                .map(rendered -> new ContactText(
                        isCall(customerId),
                        rendered.locale().toLanguageTag(),
                        rendered.subject(),
                        Arrays.stream(rendered.text().split("\n{2,}"))
                                .map(String::strip)
                                .filter(paragraph -> !paragraph.isEmpty())
                                .toList()));
    }

    @Override
    public void settle(UUID messageId, String customerId, ContactOutcome outcome) {
        if (messages.find(messageId, customerId).isEmpty()) {
            return;
        }
        String rule = "contact-" + outcome.key();
        switch (outcome) {
            case REACHED -> messages.settle(messageId, true, null, "staff brought it to the customer");
            case NOT_REACHED -> messages.settle(messageId, false, rule, "staff did not reach the customer");
            case WRONG_NUMBER -> messages.settle(messageId, false, rule, "the number or address is not the customer's");
            case EXPIRED -> messages.settle(messageId, false, rule, "nobody saw to it before it expired");
            case REFUSED ->
                messages.refuse(
                        messageId,
                        customers.find(customerId).map(TaskChannel::consentFor).orElse("post"),
                        rule,
                        "the customer wants no such calls or letters");
        }
    }

    private boolean isCall(String customerId) {
        return customers.find(customerId).map(TaskChannel::isCall).orElse(false);
    }
}
