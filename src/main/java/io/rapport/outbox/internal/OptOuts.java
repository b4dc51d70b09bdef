package io.rapport.outbox.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.MessageEvents;
import io.rapport.customer.Consents;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.inbox.Event;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.RejectedEvent;
import io.rapport.outbox.OutboxMessage;
import io.rapport.template.MessageCatalogue;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What we learn while sending that a customer no longer wants: it withdraws consent, by an event like any other, in the
 * transaction of the outcome.
 */
@Component
final class OptOuts {

    /** Feedback by which a recipient wants no more of our mails. */
    static final String ALL_LISTS = "opt-out";

    /** Feedback by which a recipient wants no more mails such as this one. */
    static final String ONE_LIST = "opt-out-list";

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

    /**
     * The customer's mail provider, or who sends for us, reports that they want to be taken off a list.
     *
     * @param report a {@code message.complained}
     * @param feedback {@link #ALL_LISTS} or {@link #ONE_LIST}
     */
    void ofReport(Event report, String feedback) {
        String topic = feedback.equals(ONE_LIST) ? topic(report.text("message")) : Consents.ALL;
        try {
            withdraw(
                    report.customerId(),
                    "report-" + report.seq(),
                    report.text("channel"),
                    topic,
                    "feedback report",
                    "Feedback-Type: " + feedback);
        } catch (InvalidEvent e) {
            throw RejectedEvent.because("there is no consent for the channel " + report.text("channel")
                    + "; send consent.withdrawn with one that there is");
        }
    }

    /** What a message is about; everything where that is not known. */
    private String topic(String message) {
        return message == null || !catalogue.names().contains(message)
                ? Consents.ALL
                : Optional.ofNullable(catalogue.definition(message).topic()).orElse(Consents.ALL);
    }

    private void withdraw(OutboxMessage message, String channel, String topic, String source, String wording) {
        withdraw(message.customerId(), message.id().toString(), channel, topic, source, wording);
    }

    private void withdraw(
            String customerId, String cause, String channel, String topic, String source, String wording) {
        // nothing more is taken in about an erased customer
        if (customerId == null
                || customers.find(customerId).map(Customer::isErased).orElse(true)) {
            return;
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("channel", channel);
        data.put("topic", topic);
        data.put("source", source);
        data.put("wording", wording);
        inbox.accept(new NewEvent(
                MessageEvents.SOURCE,
                "opt-out:" + channel + ":" + cause,
                "consent.withdrawn",
                customerId,
                clock.instant(),
                data));
    }
}
