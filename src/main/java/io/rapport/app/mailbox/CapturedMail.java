package io.rapport.app.mailbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.icegreen.greenmail.store.StoredMessage;
import jakarta.mail.Header;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One mail as the embedded server received it.
 *
 * @param id names the mail in the mailbox's pages; stable while it is kept
 * @param from the sender's address
 * @param to the recipients' addresses, separated by comma and space
 * @param subject decoded; empty if there is none
 * @param date what the {@code Date} header says (in the demo's replay that is replayed time), else the time of receipt
 * @param received when it came in, real time
 * @param headers all headers in their order, decoded and unfolded; several of one name are separated by line feeds
 * @param text the first {@code text/plain} part, null if there is none
 * @param html the first {@code text/html} part, null if there is none
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record CapturedMail(
        String id,
        String from,
        String to,
        String subject,
        Instant date,
        Instant received,
        Map<String, String> headers,
        String text,
        String html) {

    static CapturedMail of(String id, StoredMessage stored) {
        MimeMessage message = stored.getMimeMessage();
        Instant received = stored.getReceivedDate().toInstant();
        try {
            Date date = message.getSentDate();
            return new CapturedMail(
                    id,
                    addresses(message.getFrom()),
                    addresses(message.getRecipients(Message.RecipientType.TO)),
                    message.getSubject() == null ? "" : message.getSubject(),
                    date == null ? received : date.toInstant(),
                    received,
                    headers(message),
                    first(message, "text/plain"),
                    first(message, "text/html"));
        } catch (MessagingException e) {
            throw new IllegalStateException("a received mail cannot be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a received mail cannot be read", e);
        }
    }

    private static String addresses(jakarta.mail.Address[] addresses) {
        if (addresses == null) {
            return "";
        }
        return Arrays.stream(addresses)
                .map(address ->
                        address instanceof InternetAddress internet ? internet.getAddress() : address.toString())
                .collect(Collectors.joining(", "));
    }

    private static Map<String, String> headers(MimeMessage message) throws MessagingException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : Collections.list(message.getAllHeaders())) {
            headers.merge(header.getName(), decoded(header.getValue()), (one, other) -> one + "\n" + other);
        }
        return headers;
    }

    private static String decoded(String value) {
        String unfolded = MimeUtility.unfold(value);
        try {
            return MimeUtility.decodeText(unfolded);
        } catch (UnsupportedEncodingException e) {
            return unfolded;
        }
    }

    private static String first(Part part, String type) throws MessagingException, IOException {
        if (part.isMimeType(type)) {
            return part.getContent() instanceof String text ? text : null;
        }
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                String found = first(parts.getBodyPart(i), type);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
