package io.rapport.messaging;

import io.rapport.calendar.BusinessClock;
import io.rapport.messaging.internal.dispatch.DispatchSignal;
import io.rapport.messaging.internal.dispatch.OutboxTable;
import io.rapport.messaging.internal.template.Category;
import io.rapport.messaging.internal.template.MessageCatalogue;
import io.rapport.messaging.internal.template.MessageDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Where journeys put messages. A message is a row in the caller's transaction: it exists if and only if the work that
 * wanted it is committed, so repeated work sends nothing twice. Whether it may go is decided when it is sent.
 */
@Component
public final class Outbox {

    private final OutboxTable table;
    private final MessageCatalogue catalogue;
    private final DispatchSignal signal;
    private final BusinessClock clock;
    private final String domain;

    Outbox(OutboxTable table, MessageCatalogue catalogue, DispatchSignal signal, BusinessClock clock) {
        this.table = table;
        this.catalogue = catalogue;
        this.signal = signal;
        this.clock = clock;
        String sender = catalogue.brand().senderAddress();
        this.domain = sender.substring(sender.lastIndexOf('@') + 1);
    }

    /**
     * Queues a message, due now.
     *
     * @param request what to send to whom
     * @return id of the row
     * @throws IllegalArgumentException if there is no such message, or it is not meant for this kind of recipient
     */
    public UUID enqueue(OutboxRequest request) {
        MessageDefinition definition = catalogue.definition(request.message());
        if ((definition.category() == Category.INTERNAL) != (request.staffId() != null)) {
            throw new IllegalArgumentException("message '" + request.message() + "' is "
                    + definition.category().key() + ": it cannot go to a "
                    + (request.staffId() == null ? "customer" : "member of staff"));
        }
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        table.insert(
                id,
                request,
                definition.category().key(),
                definition.channels().get(0),
                request.priority() == null ? definition.priority() : request.priority(),
                "<" + id + "@" + domain + ">",
                now,
                now.plus(definition.expiry()));
        signal.wakeAfterCommit();
        return id;
    }

    /**
     * @param customerId whose, without the kind
     * @return all messages to the customer, the newest first
     */
    public List<OutboxMessage> messages(String customerId) {
        return table.ofCustomer(customerId);
    }

    /**
     * Has what waits for the end of the customer's complaint looked at soon, in the caller's transaction.
     *
     * @param customerId whose complaint was closed, without the kind
     */
    public void complaintClosed(String customerId) {
        if (table.wake(customerId, Set.of("complaint"), clock.instant()) > 0) {
            signal.wakeAfterCommit();
        }
    }
}
