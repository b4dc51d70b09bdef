package io.rapport.messaging.internal.dispatch;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.QuietHours;
import io.rapport.customer.Consents;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.messaging.MessageFacts;
import io.rapport.messaging.OutboxMessage;
import io.rapport.messaging.StaffRecipient;
import io.rapport.messaging.internal.policy.Consent;
import io.rapport.messaging.internal.policy.ContactPolicy;
import io.rapport.messaging.internal.policy.Decision;
import io.rapport.messaging.internal.policy.Decision.Action;
import io.rapport.messaging.internal.policy.Situation;
import io.rapport.messaging.internal.smtp.Mail;
import io.rapport.messaging.internal.template.Brand;
import io.rapport.messaging.internal.template.Category;
import io.rapport.messaging.internal.template.MessageCatalogue;
import io.rapport.messaging.internal.template.MessageDefinition;
import io.rapport.messaging.internal.template.RenderedMessage;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** From a row of the outbox to a mail that may go now: asks the policy, gathers the facts, renders. */
@Component
final class Preparation {

    private static final String CHANNEL = "email";

    private final Customers customers;
    private final Orders orders;
    private final Consents consents;
    private final MessageFacts facts;
    private final MessageContext context;
    private final MessageCatalogue catalogue;
    private final ContactPolicy policy;
    private final BusinessClock clock;

    Preparation(
            Customers customers,
            Orders orders,
            Consents consents,
            MessageFacts facts,
            MessageContext context,
            MessageCatalogue catalogue,
            MessagingProperties properties,
            BusinessClock clock) {
        this.customers = customers;
        this.orders = orders;
        this.consents = consents;
        this.facts = facts;
        this.context = context;
        this.catalogue = catalogue;
        this.policy = new ContactPolicy(
                new QuietHours(properties.quietFrom(), properties.quietUntil()), properties.recheck());
        this.clock = clock;
    }

    /**
     * @param decision what the policy says
     * @param channel the one that it is about
     * @param mail the mail; null unless the decision is to send
     */
    record Prepared(Decision decision, String channel, Mail mail) {}

    /**
     * Looks at a message as things are now.
     *
     * @throws io.rapport.messaging.internal.template.RenderException if its template and the facts do not fit
     * @throws IllegalArgumentException if the message does not exist any more
     */
    Prepared prepare(OutboxMessage message) {
        MessageDefinition definition = catalogue.definition(message.message());
        return message.staffId() == null ? toCustomer(message, definition) : toStaff(message, definition);
    }

    private Prepared toCustomer(OutboxMessage message, MessageDefinition definition) {
        Customer customer = customers.find(message.customerId()).orElse(null);
        Order order = message.orderId() == null
                ? null
                : orders.find(message.orderId()).orElse(null);
        Decision decision = policy.decide(situation(message, definition, customer, order));
        if (decision.action() != Action.SEND) {
            return new Prepared(decision, CHANNEL, null);
        }
        Brand brand = catalogue.brand();
        Locale format = writingLocale(customer.locale(), brand);
        Map<String, Object> variables = context.toCustomer(message, definition, customer, order, format, brand.site());
        RenderedMessage rendered = catalogue.render(message.message(), customer.locale(), variables);
        URI unsubscribe = definition.category().optOut() ? context.unsubscribe(message, definition) : null;
        String name = fullName(customer);
        return new Prepared(decision, CHANNEL, mail(message, customer.email(), name, rendered, unsubscribe));
    }

    private Situation situation(OutboxMessage message, MessageDefinition definition, Customer customer, Order order) {
        Category category = Category.of(message.category());
        boolean unknown = customer == null || customer.isErased();
        boolean asks = category.optOut() && !unknown;
        return new Situation(
                category,
                definition.topic(),
                clock.instant(),
                message.expiresAt(),
                customer == null ? ZoneOffset.UTC : customer.timeZone(),
                unknown,
                !unknown && customer.email() != null,
                asks ? consent(message.customerId(), definition.topic()) : Consent.UNKNOWN,
                // what concerns a complaint is owed even when the order it began with came back
                order != null && !order.stands() && message.complaintId() == null,
                asks && facts.openComplaint(message.customerId()));
    }

    private Consent consent(String customerId, String topic) {
        return consents.inForce(customerId, CHANNEL, topic)
                .map(granted -> granted ? Consent.GRANTED : Consent.WITHDRAWN)
                .orElse(Consent.UNKNOWN);
    }

    private Prepared toStaff(OutboxMessage message, MessageDefinition definition) {
        Optional<StaffRecipient> staff = facts.staff(message.staffId());
        ZoneId zone = ZoneOffset.UTC;
        Decision decision = policy.decide(new Situation(
                Category.of(message.category()),
                definition.topic(),
                clock.instant(),
                message.expiresAt(),
                zone,
                staff.isEmpty(),
                staff.map(StaffRecipient::email).isPresent(),
                Consent.UNKNOWN,
                false,
                false));
        if (decision.action() != Action.SEND) {
            return new Prepared(decision, CHANNEL, null);
        }
        StaffRecipient recipient = staff.orElseThrow();
        Locale format = writingLocale(recipient.locale(), catalogue.brand());
        RenderedMessage rendered = catalogue.render(
                message.message(), recipient.locale(), context.toStaff(message, recipient, format, zone));
        return new Prepared(decision, CHANNEL, mail(message, recipient.email(), recipient.firstName(), rendered, null));
    }

    private Mail mail(OutboxMessage message, String address, String name, RenderedMessage rendered, URI unsubscribe) {
        Instant now = clock.instant();
        return new Mail(
                message.messageId(),
                sender(catalogue.brand(), rendered.locale()),
                address,
                name,
                rendered.subject(),
                rendered.text(),
                rendered.html(),
                rendered.locale().toLanguageTag(),
                now,
                unsubscribe);
    }

    /** Amounts and dates as the reader's country writes them, if the text is in the reader's language at all. */
    static Locale writingLocale(Locale wanted, Brand brand) {
        Locale offered = brand.nearest(wanted);
        return wanted != null && wanted.getLanguage().equals(offered.getLanguage()) ? wanted : offered;
    }

    private static InternetAddress sender(Brand brand, Locale locale) {
        try {
            return new InternetAddress(brand.senderAddress(), brand.senderName(locale), StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java has UTF-8", e);
        }
    }

    private static String fullName(Customer customer) {
        String first = customer.firstName() == null ? "" : customer.firstName();
        String last = customer.lastName() == null ? "" : customer.lastName();
        boolean chinese = customer.locale().getLanguage().equals("zh");
        return chinese ? last + first : (first + " " + last).strip();
    }
}
