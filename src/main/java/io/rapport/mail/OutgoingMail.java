package io.rapport.mail;

import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.time.Instant;

/**
 * One mail, ready to be written down as MIME.
 *
 * @param messageId the Message-ID header with its angle brackets; the same for each attempt
 * @param from the brand's address and name
 * @param address the recipient's bare address, such as {@code ada@example.com}
 * @param name the recipient's name; may be empty
 * @param subject as rendered
 * @param text the plain part
 * @param html the HTML part
 * @param language BCP 47 tag of the rendered locale
 * @param date business time of sending
 * @param unsubscribe where one POST opts out; null where opting out makes no sense
 */
public record OutgoingMail(
        String messageId,
        InternetAddress from,
        String address,
        String name,
        String subject,
        String text,
        String html,
        String language,
        Instant date,
        URI unsubscribe) {}
