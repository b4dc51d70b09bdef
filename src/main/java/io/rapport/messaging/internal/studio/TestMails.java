package io.rapport.messaging.internal.studio;

import io.rapport.calendar.BusinessClock;
import io.rapport.messaging.MessageFacts;
import io.rapport.messaging.StaffRecipient;
import io.rapport.messaging.internal.smtp.HeaderText;
import io.rapport.messaging.internal.template.Brand;
import io.rapport.messaging.internal.template.MessageCatalogue;
import io.rapport.messaging.internal.template.RenderedMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/**
 * Sends a message to the member of staff who asks for it, and to nobody else: with sample data, so that no link in it
 * works, straight to the mail server, so that the outbox knows of messages to customers alone.
 */
@Component
final class TestMails {

    private static final Logger log = LoggerFactory.getLogger(TestMails.class);
    private static final String MARK = "[Test] ";
    private static final int LONGEST_SUBJECT = 250;
    private static final int MOST = 5;
    private static final Duration WITHIN = Duration.ofMinutes(5);
    private static final String TIMEOUT = Long.toString(Duration.ofSeconds(20).toMillis());

    private final MessageCatalogue catalogue;
    private final MessageFacts facts;
    private final ObjectProvider<JavaMailSenderImpl> server;
    private final BusinessClock clock;
    private final Map<String, Deque<Long>> sent = new ConcurrentHashMap<>();

    /** What became of the wish; its name is a key of the studio's sentences. */
    enum Outcome {
        SENT,
        NO_ADDRESS,
        NO_SERVER,
        TOO_MANY,
        REFUSED
    }

    TestMails(
            MessageCatalogue catalogue,
            MessageFacts facts,
            ObjectProvider<JavaMailSenderImpl> server,
            BusinessClock clock) {
        this.catalogue = catalogue;
        this.facts = facts;
        this.server = server;
        this.clock = clock;
    }

    /**
     * @param user login of the member of staff who asks
     * @throws IllegalArgumentException if there is no such message
     */
    Outcome send(String user, String message, Locale locale) {
        RenderedMessage mail = catalogue.render(message, locale, catalogue.sample(message, locale));
        Optional<String> address = facts.staff(user).map(StaffRecipient::email).filter(email -> !email.isBlank());
        JavaMailSenderImpl configured = server.getIfAvailable();
        if (address.isEmpty()) {
            return Outcome.NO_ADDRESS;
        }
        if (configured == null) {
            return Outcome.NO_SERVER;
        }
        if (!mayGo(user)) {
            return Outcome.TOO_MANY;
        }
        try {
            JavaMailSenderImpl sender = impatient(configured);
            sender.send(compose(sender.createMimeMessage(), mail, address.get()));
            log.info("{} had message {} [{}] sent to their own address as a test", user, message, mail.locale());
            return Outcome.SENT;
        } catch (MailException | MessagingException e) {
            // the exception's text may hold the address
            log.warn(
                    "A test of message {} for {} was not sent: {}",
                    message,
                    user,
                    e.getClass().getSimpleName());
            return Outcome.REFUSED;
        }
    }

    private MimeMessage compose(MimeMessage empty, RenderedMessage mail, String address) throws MessagingException {
        Brand brand = catalogue.brand();
        MimeMessageHelper helper = new MimeMessageHelper(
                empty, MimeMessageHelper.MULTIPART_MODE_MIXED_RELATED, StandardCharsets.UTF_8.name());
        try {
            helper.setFrom(new InternetAddress(
                    brand.senderAddress(), brand.senderName(mail.locale()), StandardCharsets.UTF_8.name()));
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java has UTF-8", e);
        }
        helper.setTo(new InternetAddress(address, true));
        helper.setSubject(HeaderText.clean(MARK + mail.subject(), LONGEST_SUBJECT));
        helper.setSentDate(Date.from(clock.instant()));
        helper.setText(mail.text(), mail.html());
        empty.setHeader("Auto-Submitted", "auto-generated");
        return empty;
    }

    /** The server as configured, but a browser waits for its answer: Jakarta Mail by itself waits for ever. */
    private static JavaMailSenderImpl impatient(JavaMailSenderImpl configured) {
        String protocol = Optional.ofNullable(configured.getProtocol()).orElse(JavaMailSenderImpl.DEFAULT_PROTOCOL);
        Properties properties = new Properties();
        for (String timeout : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.setProperty("mail." + protocol + "." + timeout, TIMEOUT);
        }
        properties.setProperty("mail." + protocol + ".ssl.checkserveridentity", "true");
        properties.putAll(configured.getJavaMailProperties());
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setProtocol(protocol);
        sender.setHost(configured.getHost());
        sender.setPort(configured.getPort());
        sender.setUsername(configured.getUsername());
        sender.setPassword(configured.getPassword());
        sender.setJavaMailProperties(properties);
        return sender;
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
