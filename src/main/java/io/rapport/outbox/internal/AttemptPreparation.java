package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.channel.ChannelMessage;
import io.rapport.customer.Customer;
import io.rapport.customer.Order;
import io.rapport.mail.OutgoingMail;
import io.rapport.outbox.MessageContext;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.StaffRecipient;
import io.rapport.template.Brand;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.MessageDefinition;
import io.rapport.template.RenderedMessage;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Writes messages that the contact policy lets go: from a row of the outbox and what was read for it to mail or text. */
@Component
final class AttemptPreparation {

    private static final String SMS = "sms";

    private final MessageContext context;
    private final MessageCatalogue catalogue;
    private final ChannelDirectory directory;
    private final BusinessClock clock;

    AttemptPreparation(
            MessageContext context, MessageCatalogue catalogue, ChannelDirectory directory, BusinessClock clock) {
        this.context = context;
        this.catalogue = catalogue;
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * @return the message's definition as it is now
     * @throws IllegalArgumentException if the message does not exist any more
     */
    MessageDefinition definition(OutboxMessage message) {
        return catalogue.definition(message.message());
    }

    /** @return the names of messages that may go another way than by mail */
    List<String> flexible() {
        return catalogue.names().stream()
                .filter(name -> catalogue.definition(name).channels().size() > 1)
                .toList();
    }

    /**
     * Writes a message.
     *
     * @param channel that it goes out on
     * @param known what was read for it
     * @throws io.rapport.template.RenderException if its template and the facts do not fit
     */
    PreparedMessage write(OutboxMessage message, String channel, BatchPrefetch known) {
        MessageDefinition definition = definition(message);
        return message.staffId() == null
                ? toCustomer(message, definition, channel, known)
                : toStaff(message, known.staff(message));
    }

    private PreparedMessage toCustomer(
            OutboxMessage message, MessageDefinition definition, String channel, BatchPrefetch known) {
        Customer customer = known.addressee(message).customer();
        Order order = known.order(message);
        Brand brand = catalogue.brand();
        Locale format = writingLocale(customer.locale(), brand);
        boolean isMail = channel.equals(ChannelDirectory.EMAIL);
        String consent = isMail ? null : directory.consent(channel, customer);
        Map<String, Object> variables =
                context.toCustomer(message, definition, consent, customer, order, format, brand.site());
        if (!isMail) {
            return new PreparedMessage(null, other(message, channel, customer, variables));
        }
        RenderedMessage rendered = catalogue.render(message.message(), customer.locale(), variables);
        URI unsubscribe = definition.category().optOut() ? context.unsubscribe(message, definition, null) : null;
        return new PreparedMessage(mail(message, customer.email(), customer.fullName(), rendered, unsubscribe), null);
    }

    private ChannelMessage other(
            OutboxMessage message, String channel, Customer customer, Map<String, Object> variables) {
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
        return new ChannelMessage(
                message.id(),
                message.messageId(),
                customer.id(),
                directory.address(channel, customer),
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

    private PreparedMessage toStaff(OutboxMessage message, StaffRecipient recipient) {
        Locale format = writingLocale(recipient.locale(), catalogue.brand());
        RenderedMessage rendered = catalogue.render(
                message.message(), recipient.locale(), context.toStaff(message, recipient, format, ZoneOffset.UTC));
        return new PreparedMessage(mail(message, recipient.email(), recipient.firstName(), rendered, null), null);
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
