package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.channel.Letter;
import io.rapport.contactpolicy.Decision;
import io.rapport.contactpolicy.Decision.Action;
import io.rapport.customer.Addressee;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.mail.OutgoingMail;
import io.rapport.outbox.MessageContext;
import io.rapport.outbox.MessageFacts;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.StaffRecipient;
import io.rapport.outbox.internal.Looks.Look;
import io.rapport.outbox.internal.Looks.Passed;
import io.rapport.template.Brand;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.MessageDefinition;
import io.rapport.template.RenderedMessage;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** From a row of the outbox to a mail or letter that may go now: reads whom it is for, asks the policy, renders. */
@Component
final class Preparation {

    private static final String SMS = "sms";

    private final Customers customers;
    private final Orders orders;
    private final MessageFacts facts;
    private final MessageContext context;
    private final MessageCatalogue catalogue;
    private final Looks looks;
    private final Reach reach;
    private final BusinessClock clock;

    Preparation(
            Customers customers,
            Orders orders,
            MessageFacts facts,
            MessageContext context,
            MessageCatalogue catalogue,
            Looks looks,
            Reach reach,
            BusinessClock clock) {
        this.customers = customers;
        this.orders = orders;
        this.facts = facts;
        this.context = context;
        this.catalogue = catalogue;
        this.looks = looks;
        this.reach = reach;
        this.clock = clock;
    }

    /**
     * What may go now, or why it may not.
     *
     * @param decision what the policy says
     * @param channel the one that it is about
     * @param passed the channels before it that the message does not take
     * @param mail what to send by e-mail; null unless that is decided
     * @param letter what to send on another channel; null unless that is decided
     */
    record Prepared(Decision decision, String channel, List<Passed> passed, OutgoingMail mail, Letter letter) {

        private static Prepared notNow(Look look) {
            return new Prepared(look.decision(), look.channel(), look.passed(), null, null);
        }

        private static Prepared mail(Look look, OutgoingMail mail) {
            return new Prepared(look.decision(), look.channel(), look.passed(), mail, null);
        }

        private static Prepared letter(Look look, Letter letter) {
            return new Prepared(look.decision(), look.channel(), look.passed(), null, letter);
        }

        /** @return where it goes; null for a channel without addresses */
        String address() {
            return mail == null ? letter.address() : mail.address();
        }

        /** @return what it is written in */
        String language() {
            return mail == null ? letter.language() : mail.language();
        }
    }

    /**
     * Looks at a message as things are now.
     *
     * @throws io.rapport.template.RenderException if its template and the facts do not fit
     * @throws IllegalArgumentException if the message does not exist any more
     */
    Prepared prepare(OutboxMessage message) {
        MessageDefinition definition = catalogue.definition(message.message());
        return message.staffId() == null ? toCustomer(message, definition) : toStaff(message, definition);
    }

    /** @return the names of messages that may go another way than by mail */
    List<String> flexible() {
        return catalogue.names().stream()
                .filter(name -> catalogue.definition(name).channels().size() > 1)
                .toList();
    }

    /** Reads for a batch of messages at once what {@link #prepare(OutboxMessage, Known)} goes by. */
    Known know(List<OutboxMessage> batch) {
        Set<String> names = catalogue.names();
        List<OutboxMessage> toCustomers = batch.stream()
                .filter(message -> message.customerId() != null && names.contains(message.message()))
                .toList();
        if (toCustomers.isEmpty()) {
            return Known.NOTHING;
        }
        Set<String> about = distinct(toCustomers, OutboxMessage::orderId);
        return new Known(
                customers.addressees(
                        distinct(toCustomers, OutboxMessage::customerId), distinct(toCustomers, message -> catalogue
                                .definition(message.message())
                                .topic())),
                about.isEmpty()
                        ? Map.of()
                        : orders.findAll(about).stream().collect(Collectors.toMap(Order::id, Function.identity())));
    }

    private static Set<String> distinct(List<OutboxMessage> messages, Function<OutboxMessage, String> value) {
        return messages.stream().map(value).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** Whether the message must be prepared and begun in one transaction, since it counts how much the customer got. */
    boolean isCounted(OutboxMessage message, Known known) {
        Addressee addressee = known.addressee(message);
        return addressee != null && looks.isCounted(message, addressee);
    }

    /**
     * Prepares a mail to a customer by what was read before, if that is enough to let it go.
     *
     * @return a mail that may go if all is still as it was read and its address is not suppressed; empty if more must be
     *     known, or it may not go now: {@link #prepare(OutboxMessage)} tells
     */
    Optional<Prepared> prepare(OutboxMessage message, Known known) {
        Addressee addressee = known.addressee(message);
        Order order = known.order(message);
        if (addressee == null || order == null && message.orderId() != null) {
            return Optional.empty();
        }
        MessageDefinition definition = catalogue.definition(message.message());
        return looks.quickly(message, definition, addressee, order)
                .map(look -> written(look, message, definition, addressee.customer(), order));
    }

    private Prepared toCustomer(OutboxMessage message, MessageDefinition definition) {
        String asked = definition.category().optOut() ? definition.topic() : null;
        Addressee addressee = customers.addressee(message.customerId(), asked).orElse(null);
        Order order = message.orderId() == null
                ? null
                : orders.find(message.orderId()).orElse(null);
        Look look = looks.atCustomer(message, definition, addressee, order);
        return look.decision().action() == Action.SEND
                ? written(look, message, definition, addressee.customer(), order)
                : Prepared.notNow(look);
    }

    private Prepared written(
            Look look, OutboxMessage message, MessageDefinition definition, Customer customer, Order order) {
        Brand brand = catalogue.brand();
        Locale format = writingLocale(customer.locale(), brand);
        String channel = look.channel().equals(Reach.EMAIL) ? null : reach.consent(look.channel(), customer);
        Map<String, Object> variables =
                context.toCustomer(message, definition, channel, customer, order, format, brand.site());
        if (!look.channel().equals(Reach.EMAIL)) {
            return Prepared.letter(look, letter(message, look.channel(), customer, variables));
        }
        RenderedMessage rendered = catalogue.render(message.message(), customer.locale(), variables);
        URI unsubscribe = definition.category().optOut() ? context.unsubscribe(message, definition, null) : null;
        return Prepared.mail(look, mail(message, customer.email(), customer.fullName(), rendered, unsubscribe));
    }

    private Letter letter(OutboxMessage message, String channel, Customer customer, Map<String, Object> variables) {
        String subject = null;
        String html = null;
        String text;
        Locale locale = catalogue.brand().nearest(customer.locale());
        if (channel.equals(SMS)) {
            text = catalogue.renderText(message.message(), customer.locale(), variables);
        } else {
            RenderedMessage rendered = catalogue.render(message.message(), customer.locale(), variables);
            subject = rendered.subject();
            html = rendered.html();
            text = rendered.text();
            locale = rendered.locale();
        }
        return new Letter(
                message.id(),
                message.messageId(),
                customer.id(),
                reach.address(channel, customer),
                text,
                subject,
                html,
                locale.toLanguageTag(),
                codes(message),
                message.attempts() + 1);
    }

    /** What a machine may read beside the text. */
    private static Map<String, Object> codes(OutboxMessage message) {
        Map<String, Object> codes = new HashMap<>();
        codes.put("message", message.message());
        codes.put("category", message.category());
        codes.put("orderId", message.orderId());
        codes.put("complaintId", message.complaintId());
        codes.put("surveyId", message.surveyId());
        codes.put("couponCode", message.couponCode());
        codes.put("journey", message.journey());
        codes.values().removeIf(code -> code == null);
        return codes;
    }

    private Prepared toStaff(OutboxMessage message, MessageDefinition definition) {
        Optional<StaffRecipient> staff = facts.staff(message.staffId());
        Look look = looks.atStaff(
                message,
                definition,
                staff.isPresent(),
                staff.map(StaffRecipient::email).isPresent());
        if (look.decision().action() != Action.SEND) {
            return Prepared.notNow(look);
        }
        StaffRecipient recipient = staff.orElseThrow();
        Locale format = writingLocale(recipient.locale(), catalogue.brand());
        ZoneId zone = ZoneOffset.UTC;
        RenderedMessage rendered = catalogue.render(
                message.message(), recipient.locale(), context.toStaff(message, recipient, format, zone));
        return Prepared.mail(look, mail(message, recipient.email(), recipient.firstName(), rendered, null));
    }

    private OutgoingMail mail(
            OutboxMessage message, String address, String name, RenderedMessage rendered, URI unsubscribe) {
        Instant now = clock.instant();
        return new OutgoingMail(
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
}
