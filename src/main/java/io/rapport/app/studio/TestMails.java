package io.rapport.app.studio;

import io.rapport.calendar.BusinessClock;
import io.rapport.channel.SendResult;
import io.rapport.mail.MailDelivery;
import io.rapport.mail.MailOrigin;
import io.rapport.mail.OutgoingMail;
import io.rapport.mail.SmtpSender;
import io.rapport.outbox.MessageFacts;
import io.rapport.outbox.StaffRecipient;
import io.rapport.template.Brand;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.MessageDefinition;
import io.rapport.template.RenderedMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends a message to the member of staff who asks for it, and to nobody else: with sample data, so that no link in it
 * works, straight to the mail servers, so that the outbox knows of messages to customers alone.
 */
@Component
final class TestMails {

    private static final Logger log = LoggerFactory.getLogger(TestMails.class);
    private static final String MARK = "[Test] ";
    private static final int MOST = 5;
    private static final Duration WITHIN = Duration.ofMinutes(5);

    private final MessageCatalogue catalogue;
    private final MessageFacts facts;
    private final MailDelivery delivery;
    private final BusinessClock clock;
    private final Map<String, Deque<Long>> sent = new ConcurrentHashMap<>();

    /** What became of the wish; its name is a key of the studio's sentences. */
    enum TestMailStatus {
        SENT,
        NO_ADDRESS,
        NO_SERVER,
        TOO_MANY,
        REFUSED
    }

    TestMails(MessageCatalogue catalogue, MessageFacts facts, MailDelivery delivery, BusinessClock clock) {
        this.catalogue = catalogue;
        this.facts = facts;
        this.delivery = delivery;
        this.clock = clock;
    }

    /**
     * @param user login of the member of staff who asks
     * @throws IllegalArgumentException if there is no such message
     */
    TestMailStatus send(String user, String message, Locale locale) {
        RenderedMessage rendered = catalogue.render(message, locale, catalogue.sample(message, locale));
        Optional<String> address = facts.staff(user).map(StaffRecipient::email).filter(email -> !email.isBlank());
        if (address.isEmpty()) {
            return TestMailStatus.NO_ADDRESS;
        }
        if (!delivery.isConfigured()) {
            return TestMailStatus.NO_SERVER;
        }
        if (!mayGo(user)) {
            return TestMailStatus.TOO_MANY;
        }
        SendResult result = send(catalogue.definition(message), rendered, address.get());
        log.info("{} had message {} [{}] sent to their own address as a test: {}", user, message, locale, result);
        return result.outcome() == SendResult.Outcome.SENT ? TestMailStatus.SENT : TestMailStatus.REFUSED;
    }

    /** Over a connection of its own, which a test mail is worth. */
    private SendResult send(MessageDefinition definition, RenderedMessage rendered, String address) {
        UUID id = UUID.randomUUID();
        MailOrigin origin = new MailOrigin(
                id, definition.name(), null, definition.category().key());
        try (SmtpSender sender = delivery.sender()) {
            return sender.send(delivery.composer().compose(mail(rendered, id, address), origin));
        } catch (MessagingException e) {
            return new SendResult(SendResult.Outcome.PERMANENT, "the login's address cannot be written to");
        }
    }

    private OutgoingMail mail(RenderedMessage rendered, UUID id, String address) {
        Brand brand = catalogue.brand();
        String domain = brand.senderAddress().substring(brand.senderAddress().lastIndexOf('@') + 1);
        try {
            return new OutgoingMail(
                    "<" + id + "@" + domain + ">",
                    new InternetAddress(
                            brand.senderAddress(), brand.senderName(rendered.locale()), StandardCharsets.UTF_8.name()),
                    address,
                    "",
                    MARK + rendered.subject(),
                    rendered.text(),
                    rendered.html(),
                    rendered.locale().toLanguageTag(),
                    clock.instant(),
                    null);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java has UTF-8", e);
        }
    }

    /** Counts by real time: the business clock jumps in demos. */
    private boolean mayGo(String user) {
        long now = System.nanoTime();
        Deque<Long> latest = sent.computeIfAbsent(user, unknown -> new ArrayDeque<>());
        synchronized (latest) {
            while (!latest.isEmpty() && now - latest.peekFirst() > WITHIN.toNanos()) {
                latest.removeFirst();
            }
            if (latest.size() >= MOST) {
                return false;
            }
            latest.addLast(now);
            return true;
        }
    }
}
