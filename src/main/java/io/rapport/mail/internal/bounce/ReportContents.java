package io.rapport.mail.internal.bounce;

import io.rapport.mail.internal.bounce.ParsedReport.Traces;
import io.rapport.mail.internal.bounce.StatusFields.Recipient;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/**
 * What stands in a mail that may be a report: the fields of a report, its text, and traces of the mail that it is about. Anybody
 * may have written it: a limited number of parts is read, at limited depth and size.
 */
final class ReportContents {

    private static final int DEEPEST = 4;
    private static final int MOST_PARTS = 40;
    private static final int MOST_STATUS = 16 * 1024;
    private static final int MOST_TEXT = 64 * 1024;
    private static final int MOST_TRACES = 40;
    private static final int LONGEST_TRACE = 300;

    /** Where a mail server may note to whom it delivered a mail. */
    private static final List<String> DELIVERED_TO =
            List.of("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To", "Cc");

    /** An address in a text. */
    static final Pattern ADDRESS = Pattern.compile("[^\\s<>@,;:\"]{1,64}@[^\\s<>@,;:\"]{1,255}");

    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\\s]{1,250}>");
    private static final Pattern QUOTED_ID = Pattern.compile("(?im)^[>\\s]{0,8}message-id:\\s{0,4}(<[^<>\\s]{1,250}>)");
    private static final Pattern QUOTED_PATH =
            Pattern.compile("(?im)^[>\\s]{0,8}return-path:\\s{0,4}<([^<>\\s]{1,250})>");

    private static final String BLOCKS = "br, p, div, tr, li, pre, hr, table, h1, h2, h3, h4";

    private final Set<String> addresses = new LinkedHashSet<>();
    private final Set<String> messageIds = new LinkedHashSet<>();
    private final StringBuilder text = new StringBuilder();
    private List<Recipient> recipients = List.of();
    private boolean isReport;
    private InternetHeaders feedback;
    private boolean isReceipt;
    private boolean isOfHotmail;
    private int parts;

    private ReportContents() {}

    private void headers(MimeMessage report) throws MessagingException {
        for (String name : DELIVERED_TO) {
            traceAddresses(report.getHeader(name));
        }
        // which message a report answers, as Exchange and Exim say it
        traceIds(report.getHeader("In-Reply-To"));
        traceIds(report.getHeader("References"));
    }

    private void original(InternetHeaders headers) {
        traceIds(headers.getHeader("Message-ID"));
        traceAddresses(headers.getHeader("Return-Path"));
        traceAddresses(headers.getHeader("Errors-To"));
        isOfHotmail |= headers.getHeader("X-HmXmrOriginalRecipient") != null;
    }

    /** Takes in further addresses that a report names. */
    void traceAddresses(String[] values) {
        find(ADDRESS, values, addresses);
    }

    private void traceIds(String[] values) {
        find(MESSAGE_ID, values, messageIds);
    }

    private static void find(Pattern pattern, String[] values, Set<String> into) {
        for (String value : values == null ? new String[0] : values) {
            Matcher matcher = pattern.matcher(value.length() > 4000 ? value.substring(0, 4000) : value);
            while (matcher.find() && into.size() < MOST_TRACES) {
                if (matcher.group().length() <= LONGEST_TRACE) {
                    into.add(matcher.group());
                }
            }
        }
    }

    Traces traces() {
        return new Traces(Collections.unmodifiableSet(addresses), Collections.unmodifiableSet(messageIds));
    }

    /**
     * @param mail as it came
     * @return what stands in it
     * @throws MessagingException if it cannot be taken apart
     */
    static ReportContents of(MimeMessage mail) throws MessagingException, IOException {
        ReportContents found = new ReportContents();
        found.headers(mail);
        found.walk(mail, 0);
        return found;
    }

    /** Takes in what a mail server's words quote of the mail. */
    void traceWords(String words) {
        Matcher id = QUOTED_ID.matcher(words);
        while (id.find() && messageIds.size() < MOST_TRACES) {
            messageIds.add(id.group(1));
        }
        Matcher path = QUOTED_PATH.matcher(words);
        while (path.find() && addresses.size() < MOST_TRACES) {
            addresses.add(path.group(1));
        }
    }

    /** @return what a delivery report says of each recipient; none for other mails */
    List<Recipient> recipients() {
        return recipients;
    }

    /** @return the fields of a feedback report; null for other mails */
    InternetHeaders feedback() {
        return feedback;
    }

    /** @return whether it calls itself a report */
    boolean isReport() {
        return isReport;
    }

    /** @return whether it says that somebody read a mail */
    boolean isReceipt() {
        return isReceipt;
    }

    /** @return whether it holds a mail as Hotmail gives it back when somebody complains */
    boolean isOfHotmail() {
        return isOfHotmail;
    }

    /** @return its text, as much as is read */
    String text() {
        return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text.toString();
    }

    private void walk(Part part, int depth) throws MessagingException, IOException {
        if (depth > DEEPEST || ++parts > MOST_PARTS) {
            return;
        }
        String type = type(part);
        if (type.startsWith("multipart/")) {
            isReport |= type.equals("multipart/report");
            if (part.getContent() instanceof Multipart several) {
                for (int i = 0; i < several.getCount() && parts <= MOST_PARTS; i++) {
                    walk(several.getBodyPart(i), depth + 1);
                }
            }
            return;
        }
        switch (type) {
            case "message/delivery-status", "message/global-delivery-status" -> {
                isReport = true;
                if (recipients.isEmpty()) {
                    recipients = StatusFields.read(
                            new String(beginning(part, MOST_STATUS).readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            case "message/feedback-report" -> {
                if (feedback == null) {
                    feedback = new InternetHeaders(beginning(part, MOST_STATUS));
                }
            }
            case "message/disposition-notification", "message/global-disposition-notification" -> isReceipt = true;
            // the headers of the mail that came back are enough, and what it holds is none of our business
            case "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers" ->
                original(new InternetHeaders(open(part), true));
            case "text/plain", "text/html" -> {
                if (text.length() < MOST_TEXT) {
                    String said = text(part);
                    text.append(type.equals("text/html") ? words(said) : said).append("\n\n");
                }
            }
            default -> {
                // pictures and the like
            }
        }
    }

    /**
     * Parts of the kind {@code message} may not be encoded (RFC 2046, 5.2), and Jakarta Mail takes them as if they were
     * not; but gateways that make all of a mail fit for 7 bits do encode them.
     */
    private static InputStream open(Part part) throws MessagingException {
        try {
            if (part instanceof MimeBodyPart body && isEncoded(body.getEncoding())) {
                return MimeUtility.decode(body.getRawInputStream(), body.getEncoding());
            }
            if (part instanceof MimeMessage mail && isEncoded(mail.getEncoding())) {
                return MimeUtility.decode(mail.getRawInputStream(), mail.getEncoding());
            }
            return part.getInputStream();
        } catch (IOException e) {
            throw new MessagingException("a part of the mail cannot be read", e);
        }
    }

    private static boolean isEncoded(String encoding) {
        return "base64".equalsIgnoreCase(encoding) || "quoted-printable".equalsIgnoreCase(encoding);
    }

    private static InputStream beginning(Part part, int most) throws MessagingException, IOException {
        try (InputStream in = open(part)) {
            return new ByteArrayInputStream(in.readNBytes(most));
        }
    }

    /** @return what a page says, its blocks on lines of their own, without what it quotes */
    private static String words(String html) {
        Element body = Jsoup.parse(html).body();
        body.select("blockquote").remove();
        body.select(BLOCKS).forEach(block -> block.before(new TextNode("\n")).after(new TextNode("\n")));
        return body.wholeText();
    }

    private static String type(Part part) throws MessagingException {
        String type = part.getContentType();
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static String text(Part part) throws MessagingException, IOException {
        try (InputStream in = part.getInputStream()) {
            return new String(in.readNBytes(MOST_TEXT), charset(part.getContentType()));
        }
    }

    private static Charset charset(String contentType) {
        Matcher named = Pattern.compile("(?i)charset\\s*=\\s*\"?([A-Za-z0-9._:-]{1,40})")
                .matcher(contentType);
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
