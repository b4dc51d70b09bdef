package io.rapport.outbox.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.MessageEvents;
import io.rapport.customer.Consents;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.outbox.OutboxMessage;
import io.rapport.template.MessageCatalogue;
import org.springframework.stereotype.Component;

/**
 * What we learn while sending that a customer no longer wants: it withdraws consent, by an event like any other, in the
 * transaction of the outcome.
 */
@Component
final class OptOuts {

    private final Inbox inbox;
    private final Customers customers;
    private final MessageCatalogue catalogue;
    private final BusinessClock clock;

    OptOuts(Inbox inbox, Customers customers, MessageCatalogue catalogue, BusinessClock clock) {
        this.inbox = inbox;
        this.customers = customers;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /**
     * The customer wants no messages about the message's topic this way.
     *
     * @param channel of consent, such as {@code phone}
     * @param source where that was said
     */
    void ofTopic(OutboxMessage message, String channel, String source) {
        String topic = catalogue.definition(message.message()).topic();
        if (topic != null) {
            withdraw(message, channel, topic, source, "Do not contact me this way about this.");
        }
    }

    /** The customer wants nothing at all this way. */
    void ofChannel(OutboxMessage message, String channel, String source) {
        withdraw(message, channel, Consents.ALL, source, "STOP");
    }

    private void withdraw(OutboxMessage message, String channel, String topic, String source, String wording) {
        // nothing more is taken in about an erased customer
        if (message.customerId() == null
                || customers.find(message.customerId()).map(Customer::isErased).orElse(true)) {
            return;
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("channel", channel);
        data.put("topic", topic);
        data.put("source", source);
        data.put("wording", wording);
        inbox.accept(new NewEvent(
                MessageEvents.SOURCE,
                "opt-out:" + channel + ":" + message.id(),
                "consent.withdrawn",
                message.customerId(),
                clock.instant(),
                data));
    }
}
