package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.contactpolicy.Category;
import io.rapport.customer.ContactVersions;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxRequest;
import io.rapport.outbox.QueuedMessage;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.MessageDefinition;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Puts messages into the table of the outbox. */
@Component
final class DefaultOutbox implements Outbox {

    private final OutboxTable table;
    private final MessageCatalogue catalogue;
    private final ContactVersions versions;
    private final DispatchSignal signal;
    private final BusinessClock clock;
    private final String domain;

    DefaultOutbox(
            OutboxTable table,
            MessageCatalogue catalogue,
            ContactVersions versions,
            DispatchSignal signal,
            BusinessClock clock) {
        this.table = table;
        this.catalogue = catalogue;
        this.versions = versions;
        this.signal = signal;
        this.clock = clock;
        String sender = catalogue.brand().senderAddress();
        this.domain = sender.substring(sender.lastIndexOf('@') + 1);
    }

    @Override
    public QueuedMessage accept(OutboxRequest request) {
        MessageDefinition definition = catalogue.definition(request.message());
        if ((definition.category() == Category.INTERNAL) != (request.staffId() != null)) {
            throw new IllegalArgumentException("message '" + request.message() + "' is "
                    + definition.category().key() + ": it cannot go to a "
                    + (request.staffId() == null ? "customer" : "member of staff"));
        }
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        return new QueuedMessage(
                id,
                request,
                definition.category().key(),
                definition.channels().get(0),
                request.priority() == null ? definition.priority() : request.priority(),
                "<" + id + "@" + domain + ">",
                now,
                expires(now.plus(definition.expiry()), request.before()));
    }

    private static Instant expires(Instant own, Instant before) {
        return before != null && before.isBefore(own) ? before : own;
    }

    @Override
    public void enqueue(List<QueuedMessage> messages) {
        if (!messages.isEmpty()) {
            table.insert(messages);
            signal.wakeAfterCommit(
                    messages.stream().map(QueuedMessage::channel).distinct().toList());
        }
    }

    @Override
    public List<OutboxMessage> messages(String customerId) {
        return table.ofCustomer(customerId);
    }

    @Override
    public void complaintClosed(String customerId) {
        versions.changed(customerId);
        signal.wakeAfterCommit();
    }
}
