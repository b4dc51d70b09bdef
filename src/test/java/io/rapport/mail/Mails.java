package io.rapport.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.UUID;

/** Mails and settings as tests need them. */
final class Mails {

    static final String MESSAGE_ID = "<8a1f4d1e-0000-4000-8000-000000000001@shop.example>";

    static final MailOrigin ORIGIN = new MailOrigin(
            UUID.fromString("8a1f4d1e-0000-4000-8000-000000000001"), "order-thanks", "post-purchase", "service");

    private Mails() {}

    static SmtpSettings settings(int port, Properties properties, int maxMessages) {
        return SmtpSettings.of(
                "smtp",
                "127.0.0.1",
                port,
                null,
                null,
                properties,
                new SmtpSettings.Timeouts(Duration.ofSeconds(2), Duration.ofMillis(400), Duration.ofSeconds(2)),
                "shop.example",
                maxMessages,
                Duration.ofMinutes(5),
                Duration.ofSeconds(10));
    }

    static SmtpSettings settings(int port) {
        return settings(port, new Properties(), 100);
    }

    static OutgoingMail mail(String address, String name, String subject) {
        try {
            return new OutgoingMail(
                    MESSAGE_ID,
                    new InternetAddress("hello@shop.example", "Müller & 王", "UTF-8"),
                    address,
                    name,
                    subject,
                    "Hello Ada,\n.\nyour order is on its way.\n",
                    "<p>Hello Ada, your order is on its way.</p>",
                    "en",
                    Instant.parse("2026-03-03T11:00:00Z"),
                    URI.create("https://shop.example/p/token"));
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    static MimeMessage message() {
        return message("ada@example.com");
    }

    static MimeMessage message(String address) {
        try {
            return new MailComposer().compose(mail(address, "Ada", "On its way"), ORIGIN);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
