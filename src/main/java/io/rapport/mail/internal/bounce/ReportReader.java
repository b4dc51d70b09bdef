package io.rapport.mail.internal.bounce;

import io.rapport.channel.Cause;
import io.rapport.channel.Refusal;
import io.rapport.mail.RefusalTable;
import io.rapport.mail.Refusals;
import io.rapport.mail.Refusals.Evidence;
import io.rapport.mail.internal.bounce.ParsedReport.Bounce;
import io.rapport.mail.internal.bounce.ParsedReport.FeedbackReport;
import io.rapport.mail.internal.bounce.ParsedReport.Nothing;
import io.rapport.mail.internal.bounce.ParsedReport.OptOut;
import io.rapport.mail.internal.bounce.ParsedReport.Traces;
import io.rapport.mail.internal.bounce.ParsedReport.Unclear;
import io.rapport.mail.internal.bounce.StatusFields.Recipient;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
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
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/**
 * Understands what comes to the mailbox for bounces: delivery reports (RFC 3464), feedback reports (RFC 5965), and the
 * plain texts by which some providers say the same. It goes by the report's fields first, then by its text, then by its
 * headers. What it reads was written by anybody: it reads a limited number of parts, at limited depth and size, and
 * throws nothing.
 */
final class ReportReader {

    private static final int DEEPEST = 4;
    private static final int MOST_PARTS = 40;

    /** A multipart is taken apart as a whole, at some cost a part; no report has more lines that may divide it. */
    private static final int MOST_DIVIDERS = 400;

    private static final int MOST_STATUS = 16 * 1024;
    private static final int MOST_TEXT = 64 * 1024;
    private static final int MOST_TRACES = 40;
    private static final int LONGEST_TRACE = 300;

    /** Where a mail server may note to whom it delivered a mail. */
    private static final List<String> DELIVERED_TO =
            List.of("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To", "Cc");

    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>@,;:\"]{1,64}@[^\\s<>@,;:\"]{1,255}");
    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\\s]{1,250}>");
    private static final Pattern QUOTED_ID = Pattern.compile("(?im)^[>\\s]{0,8}message-id:\\s{0,4}(<[^<>\\s]{1,250}>)");
    private static final Pattern QUOTED_PATH =
            Pattern.compile("(?im)^[>\\s]{0,8}return-path:\\s{0,4}<([^<>\\s]{1,250})>");
    private static final Pattern DAEMON =
            Pattern.compile("(?i)\\b(mailer-daemon|mail-daemon|maildaemon|postmaster|mdaemon)\\b|<>");

    /** Subjects of reports on mails that are still tried, and what such reports write; a failure's subject is no such. */
    private static final Pattern DELAYED = Pattern.compile("(?i)\\bdelay|\\bwarning\\b|verzögert|延迟");

    private static final Pattern STILL_TRIED =
            Pattern.compile("(?i)(will|still|continue|keep)( \\w+){0,3} (retr|try)|need"
                    + " not (resend|do)|(do|need) not need to (resend|send)|no action is required|weiter(hin)? versucht|erneut"
                    + " versucht|继续(尝试|投递)|稍后(重试|再试)");
    private static final Pattern FAILED =
            Pattern.compile("(?i)undeliver|\\bfail|returned|unzustellbar|nicht zugestellt|退信|退回|投递失败");
    private static final Pattern AUTO_REPLY =
            Pattern.compile("(?i)out of (the )?office|auto(matic)?[ -]?(reply|response)|on vacation|自动回复|自動回覆|abwesen");
    private static final Pattern FEEDBACK = Pattern.compile("[a-z][a-z-]{0,39}");

    /** Kinds of feedback (RFC 5965, 7.3) by which a recipient says not to want the mail. */
    private static final Set<String> COMPLAINTS = Set.of("abuse", "fraud");

    /** Those by which a recipient asks to be taken off a list, and calls nobody a spammer. */
    private static final Set<String> OPT_OUTS = Set.of("opt-out", "opt-out-list");

    /** Those that speak of something else (RFC 5965, RFC 6430, RFC 6591). */
    private static final Set<String> NO_COMPLAINTS = Set.of("auth-failure", "not-spam", "virus", "dmarc", "other");

    private static final String BLOCKS = "br, p, div, tr, li, pre, hr, table, h1, h2, h3, h4";

    private final Refusals refusals = new Refusals(RefusalTable.shipped());
    private final Session session;

    ReportReader() {
        Properties lenient = new Properties();
        lenient.setProperty("mail.mime.multipart.ignoremissingendboundary", "true");
        lenient.setProperty("mail.mime.multipart.ignoremissingboundaryparameter", "true");
        this.session = Session.getInstance(lenient);
    }

    /**
     * @param mail as it came, or its beginning
     * @return what it is
     */
    ParsedReport read(byte[] mail) {
        if (dividers(mail) > MOST_DIVIDERS) {
            return new Unclear("more parts than a report has");
        }
        try {
            MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(mail));
            Found found = new Found();
            found.headers(message);
            walk(message, 0, found);
            return judge(message, found);
        } catch (MessagingException | IOException | RuntimeException | StackOverflowError e) {
            return new Unclear("not readable as a mail: " + e.getClass().getSimpleName());
        }
    }

    /** What was found on the way through a mail. */
    private static final class Found {

        final Set<String> addresses = new LinkedHashSet<>();
        final Set<String> messageIds = new LinkedHashSet<>();
        final StringBuilder text = new StringBuilder();
        List<Recipient> recipients = List.of();
        boolean report;
        InternetHeaders feedback;
        boolean receipt;
        boolean hotmail;
        int parts;

        void headers(MimeMessage report) throws MessagingException {
            for (String name : DELIVERED_TO) {
                address(report.getHeader(name));
            }
            // which message a report answers, as Exchange and Exim say it
            id(report.getHeader("In-Reply-To"));
            id(report.getHeader("References"));
        }

        void original(InternetHeaders headers) {
            id(headers.getHeader("Message-ID"));
            address(headers.getHeader("Return-Path"));
            address(headers.getHeader("Errors-To"));
            hotmail |= headers.getHeader("X-HmXmrOriginalRecipient") != null;
        }

        void address(String[] values) {
            find(ADDRESS, values, addresses);
        }

        void id(String[] values) {
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
    }

    private void walk(Part part, int depth, Found found) throws MessagingException, IOException {
        if (depth > DEEPEST || ++found.parts > MOST_PARTS) {
            return;
        }
        String type = type(part);
        if (type.startsWith("multipart/")) {
            found.report |= type.equals("multipart/report");
            if (part.getContent() instanceof Multipart parts) {
                for (int i = 0; i < parts.getCount() && found.parts <= MOST_PARTS; i++) {
                    walk(parts.getBodyPart(i), depth + 1, found);
                }
            }
            return;
        }
        switch (type) {
            case "message/delivery-status", "message/global-delivery-status" -> {
                found.report = true;
                if (found.recipients.isEmpty()) {
                    found.recipients = StatusFields.read(
                            new String(beginning(part, MOST_STATUS).readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            case "message/feedback-report" -> {
                if (found.feedback == null) {
                    found.feedback = new InternetHeaders(beginning(part, MOST_STATUS));
                }
            }
            case "message/disposition-notification", "message/global-disposition-notification" -> found.receipt = true;
            // the headers of the mail that came back are enough, and what it holds is none of our business
            case "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers" ->
                found.original(new InternetHeaders(open(part), true));
            case "text/plain", "text/html" -> {
                if (found.text.length() < MOST_TEXT) {
                    String text = text(part);
                    found.text
                            .append(type.equals("text/html") ? words(text) : text)
                            .append("\n\n");
                }
            }
            default -> {
                // pictures and the like
            }
        }
    }

    private static int dividers(byte[] mail) {
        int count = 0;
        for (int i = 2; i < mail.length; i++) {
            if (mail[i] == '-' && mail[i - 1] == '-' && mail[i - 2] == '\n') {
                count++;
            }
        }
        return count;
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

    private ParsedReport judge(MimeMessage mail, Found found) throws MessagingException {
        if (found.feedback != null) {
            return feedback(found);
        }
        if (found.recipients.stream().anyMatch(recipient -> !recipient.action().isEmpty() || recipient.isFailed())) {
            return delivery(mail, found);
        }
        if (found.receipt) {
            return new Nothing("read-receipt");
        }
        if (found.hotmail) {
            return new FeedbackReport(found.traces(), "abuse");
        }
        boolean daemon = found.report
                || mail.getHeader("X-Failed-Recipients") != null
                || DAEMON.matcher(header(mail, "From")).find();
        if (daemon) {
            return inWords(mail, found);
        }
        if (isAutoReply(mail)) {
            return new Nothing("auto-reply");
        }
        return new Unclear("neither a delivery report nor a feedback report");
    }

    private static ParsedReport feedback(Found found) {
        String kind = Optional.ofNullable(found.feedback.getHeader("Feedback-Type", null))
                .map(type -> type.strip().toLowerCase(Locale.ROOT))
                .filter(type -> FEEDBACK.matcher(type).matches())
                .orElse("");
        found.address(found.feedback.getHeader("Original-Mail-From"));
        if (COMPLAINTS.contains(kind)) {
            return new FeedbackReport(found.traces(), kind);
        }
        if (OPT_OUTS.contains(kind)) {
            return new OptOut(found.traces(), kind);
        }
        return NO_COMPLAINTS.contains(kind) ? new Nothing(kind) : new Unclear("feedback of a kind that is not known");
    }

    private ParsedReport delivery(MimeMessage mail, Found found) throws MessagingException {
        Evidence evidence = refusals.evidence();
        boolean failed = false;
        boolean reached = false;
        for (Recipient recipient : found.recipients) {
            if (recipient.isFailed()) {
                failed = true;
                evidence.status(recipient.status()).said(recipient.diagnostic());
            }
            reached |= recipient.isReached();
        }
        if (!failed) {
            return new Nothing("not-failed");
        }
        byText(mail, found, evidence);
        if (!evidence.isCoded() && !evidence.isClear()) {
            return new Unclear("a failed delivery without a status");
        }
        Refusal refusal = evidence.judge();
        // an address that leads to several mailboxes is not gone because one of them is
        return new Bounce(
                found.traces(), reached && refusal.isHard() ? new Refusal(refusal.code(), Cause.SYSTEM) : refusal);
    }

    /** A bounce in words. */
    private ParsedReport inWords(MimeMessage mail, Found found) throws MessagingException {
        String text = text(found);
        Matcher id = QUOTED_ID.matcher(text);
        while (id.find() && found.messageIds.size() < MOST_TRACES) {
            found.messageIds.add(id.group(1));
        }
        Matcher path = QUOTED_PATH.matcher(text);
        while (path.find() && found.addresses.size() < MOST_TRACES) {
            found.addresses.add(path.group(1));
        }
        Evidence evidence = refusals.evidence();
        byText(mail, found, evidence);
        String subject = header(mail, "Subject");
        boolean late = !FAILED.matcher(subject).find()
                && (DELAYED.matcher(subject).find() || STILL_TRIED.matcher(text).find());
        if (late && !evidence.isPermanent() && !evidence.judge().isHard()) {
            return new Nothing("not-failed");
        }
        return evidence.isCoded() || evidence.isClear()
                ? new Bounce(found.traces(), evidence.judge())
                : new Unclear("a mail server's words without a status code");
    }

    /** Takes in the text, and the subject where that says nothing; a subject may be that of the mail which came back. */
    private static void byText(MimeMessage mail, Found found, Evidence evidence) throws MessagingException {
        ReportText.readable(text(found)).forEach(evidence::text);
        String subject = header(mail, "Subject");
        if (!evidence.isClear() && ADDRESS.matcher(subject).find()) {
            evidence.text(subject);
        }
    }

    private static String text(Found found) {
        return found.text.length() > MOST_TEXT ? found.text.substring(0, MOST_TEXT) : found.text.toString();
    }

    /** @return what a page says, its blocks on lines of their own, without what it quotes */
    private static String words(String html) {
        Element body = Jsoup.parse(html).body();
        body.select("blockquote").remove();
        body.select(BLOCKS).forEach(block -> block.before(new TextNode("\n")).after(new TextNode("\n")));
        return body.wholeText();
    }

    /** RFC 3834, and what came before it. */
    private static boolean isAutoReply(MimeMessage mail) throws MessagingException {
        String submitted = header(mail, "Auto-Submitted").strip().toLowerCase(Locale.ROOT);
        return !submitted.isEmpty() && !submitted.startsWith("no")
                || !header(mail, "X-Autoreply").isEmpty()
                || !header(mail, "X-Autorespond").isEmpty()
                || header(mail, "Precedence").toLowerCase(Locale.ROOT).contains("auto_reply")
                || AUTO_REPLY.matcher(header(mail, "Subject")).find();
    }

    private static String header(MimeMessage mail, String name) throws MessagingException {
        if (name.equals("Subject")) {
            String subject = mail.getSubject();
            return subject == null ? "" : subject;
        }
        String value = mail.getHeader(name, " ");
        return value == null ? "" : value.length() > 1000 ? value.substring(0, 1000) : value;
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

    /** @return the mail's own Message-ID, by which it is the same mail again; empty if it has none */
    Optional<String> identity(byte[] mail) {
        try {
            InternetHeaders headers = new InternetHeaders(new ByteArrayInputStream(mail), true);
            for (Header header : Collections.list(headers.getAllHeaders())) {
                if (header.getName().equalsIgnoreCase("Message-ID")
                        && !header.getValue().isBlank()) {
                    return Optional.of(header.getValue().strip());
                }
            }
        } catch (MessagingException | RuntimeException e) {
            // then by its bytes
        }
        return Optional.empty();
    }
}
