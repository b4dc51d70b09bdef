package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.outbox.MessageContext;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.template.Brand;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.MessageDefinition;
import io.rapport.template.RenderException;
import io.rapport.template.RenderedMessage;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Messages that staff bring to customers: their words at the moment that somebody reads them, and how they end. */
@Component
public final class AssignedMessages {

    private static final Logger LOG = LoggerFactory.getLogger(AssignedMessages.class);

    private final OutboxTable table;
    private final Customers customers;
    private final Orders orders;
    private final MessageContext context;
    private final MessageCatalogue catalogue;
    private final OptOuts optOuts;
    private final MessageOutcomes outcomes;
    private final BusinessClock clock;

    AssignedMessages(
            OutboxTable table,
            Customers customers,
            Orders orders,
            MessageContext context,
            MessageCatalogue catalogue,
            OptOuts optOuts,
            MessageOutcomes outcomes,
            BusinessClock clock) {
        this.table = table;
        this.customers = customers;
        this.orders = orders;
        this.context = context;
        this.catalogue = catalogue;
        this.optOuts = optOuts;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /** @return the message to this customer, whatever its state */
    public Optional<OutboxMessage> find(UUID id, String customerId) {
        return table.find(id)
                .filter(message -> customerId.equals(message.customerId())
                        // a journey may know the customer by the id of before a merge
                        || customers
                                .find(customerId)
                                .filter(customer -> customer.id().equals(message.customerId()))
                                .isPresent());
    }

    /**
     * What staff are to say, in the customer's language: the message with its facts as they are now. The customer's
     * private links are not for staff; they read the shop's address in their place.
     *
     * @return empty if the message or the customer is gone, or it cannot be written any more
     */
    public Optional<RenderedMessage> words(UUID id, String customerId) {
        Optional<Customer> customer = customers.find(customerId).filter(known -> !known.isErased());
        return customer.isEmpty()
                ? Optional.empty()
                : find(id, customerId).flatMap(message -> write(message, customer.get()));
    }

    private Optional<RenderedMessage> write(OutboxMessage message, Customer customer) {
        try {
            MessageDefinition definition = catalogue.definition(message.message());
            Order order = message.orderId() == null
                    ? null
                    : orders.find(message.orderId()).orElse(null);
            Brand brand = catalogue.brand();
            Locale format = AttemptPreparation.writingLocale(customer.locale(), brand);
            Map<String, Object> variables =
                    new HashMap<>(context.toCustomer(message, definition, null, customer, order, format, brand.site()));
            Map<String, Object> links = new HashMap<>();
            definition.links().forEach(link -> links.put(link, brand.site()));
            variables.put("links", links);
            return Optional.of(catalogue.render(message.message(), customer.locale(), variables));
        } catch (RenderException | IllegalArgumentException e) {
            LOG.warn("The words of message {} cannot be shown to staff: {}", message.id(), e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Ends a message that is with staff, in the caller's transaction. One that is not (any more) stays as it is.
     *
     * @param sent whether the customer has got it
     * @param rule code of the reason if not, such as {@code contact-not-reached}; null if sent
     * @param why the reason in words
     */
    public void settle(UUID id, boolean sent, String rule, String why) {
        table.settleAssigned(id, sent ? State.SENT : State.FAILED, sent, rule, why, clock.instant())
                .ifPresent(message -> outcomes.record(message, sent ? Outcome.SENT : Outcome.FAILED, rule));
    }

    /**
     * Ends a message whose recipient asked staff not to be contacted so about this topic: that withdraws consent.
     *
     * @param channel of consent: {@code phone} or {@code post}
     */
    public void refuse(UUID id, String channel, String rule, String why) {
        table.settleAssigned(id, State.FAILED, true, rule, why, clock.instant()).ifPresent(message -> {
            optOuts.ofTopic(message, channel, "said to staff");
            outcomes.record(message, Outcome.FAILED, rule);
        });
    }
}
