package io.rapport.outbox.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.MessageEvents;
import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.contactpolicy.SuppressionIncidents;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.outbox.MessageFacts;
import io.rapport.outbox.OutboxMessage;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Notifies journeys of what became of their messages, by an event in the transaction of the outcome. A journey that does not
 * listen costs nothing.
 */
@Component
final class MessageOutcomes {

    private static final Logger LOG = LoggerFactory.getLogger(MessageOutcomes.class);

    private static final Map<Outcome, String> TYPES = new EnumMap<>(Map.of(
            Outcome.SENT, MessageEvents.SENT,
            Outcome.DEFERRED, MessageEvents.DEFERRED,
            Outcome.WITHHELD, MessageEvents.WITHHELD,
            Outcome.FAILED, MessageEvents.FAILED));

    private static final Pattern RULE = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private final JdbcClient jdbc;
    private final Inbox inbox;
    private final EventTypes types;
    private final MessageFacts facts;
    private final Customers customers;
    private final SuppressionIncidents suppressions;
    private final OptOuts optOuts;
    private final BusinessClock clock;

    MessageOutcomes(
            JdbcClient jdbc,
            Inbox inbox,
            EventTypes types,
            MessageFacts facts,
            Customers customers,
            SuppressionIncidents suppressions,
            OptOuts optOuts,
            BusinessClock clock) {
        this.jdbc = jdbc;
        this.inbox = inbox;
        this.types = types;
        this.facts = facts;
        this.customers = customers;
        this.suppressions = suppressions;
        this.optOuts = optOuts;
        this.clock = clock;
    }

    /**
     * Notifies the journey that sent a message of what became of it, if it wants to know. The same outcome of the same attempt
     * is published once, however often it is recorded.
     *
     * @param message as it was claimed
     * @param outcome what became of it; others than sent, deferred, withheld and failed are not published
     * @param rule code of what decided, in kebab-case; null if nothing had to be decided
     */
    void record(OutboxMessage message, Outcome outcome, String rule) {
        record(message, outcome, message.channel(), rule, null);
    }

    /** @return whether a journey wants to know if this becomes of the message */
    boolean isAwaited(OutboxMessage message, Outcome outcome) {
        String type = TYPES.get(outcome);
        return type != null
                && message.customerId() != null
                && message.instanceId() != null
                && facts.listens(message.journey(), type);
    }

    /**
     * A server refused a message because its recipient asked it to stop: withdraws the customer's consent for the whole
     * channel, and suppresses the address that it went to, no matter who has it.
     */
    void optedOut(OutboxMessage message, String channel) {
        optOuts.ofChannel(message, channel, "said to the provider");
        suppressRecipient(message, channel, Reason.OPTED_OUT);
    }

    /** The server said while it was sent a mail that the address does not exist: that is a hard bounce like any other. */
    void unreachable(OutboxMessage message) {
        if (message.customerId() != null) {
            suppressRecipient(message, ChannelDirectory.EMAIL, Reason.HARD_BOUNCE);
        }
    }

    /** The address is the one that the message went to, whatever the profile says by now. */
    private void suppressRecipient(OutboxMessage message, String channel, Reason reason) {
        jdbc.sql("select recipient from rapport.outbox_message where id = :id")
                .param("id", message.id())
                .query((rs, n) -> Optional.ofNullable(rs.getBytes("recipient")))
                .single()
                .ifPresent(address -> suppressions.suppress(address, channel, reason, clock.instant(), message.id()));
    }

    /**
     * Notifies of the same for a message that would have gone, or went, over another channel than its row says.
     *
     * @param until when it is evaluated again; null if it is not
     */
    void record(OutboxMessage message, Outcome outcome, String channel, String rule, Instant until) {
        if (!isAwaited(message, outcome)) {
            return;
        }
        // an erased customer's journeys are ended, and nothing about them is taken in any more
        if (customers.find(message.customerId()).map(Customer::isErased).orElse(true)) {
            return;
        }
        String type = TYPES.get(outcome);
        if (!mayName(type, channel)) {
            LOG.error(
                    "Journey {} does not get {} about message {}: the live catalogue of events knows no channel '{}'; add it"
                            + " to MessageChannel in processes/events.asyncapi.yaml and deploy that",
                    message.journey(),
                    type,
                    message.id(),
                    channel);
            return;
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("messageId", message.id().toString());
        data.put("message", message.message());
        data.put("channel", channel);
        // what the catalogue would not take is left out: an event that is refused would hold up the outcome, and the
        // message,
        // which has gone, would be unknown
        if (rule != null && RULE.matcher(rule).matches()) {
            data.put("rule", rule);
        }
        if (until != null) {
            data.put("until", until.toString());
        }
        data.put("instanceId", message.instanceId());
        String id = message.id() + ":" + outcome.name().toLowerCase(Locale.ROOT) + ":" + message.attempts();
        inbox.accept(new NewEvent(MessageEvents.SOURCE, id, type, message.customerId(), clock.instant(), data));
    }

    private boolean mayName(String type, String channel) {
        return types.fields(type).stream()
                .filter(field -> field.name().equals("channel"))
                .allMatch(field -> field.choices().isEmpty() || field.choices().contains(channel));
    }
}
