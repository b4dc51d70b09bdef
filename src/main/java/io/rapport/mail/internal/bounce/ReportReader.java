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
import io.rapport.mail.internal.bounce.ParsedReport.Unclear;
import io.rapport.mail.internal.bounce.StatusFields.Recipient;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Understands what comes to the mailbox for bounces: delivery reports (RFC 3464), feedback reports (RFC 5965), and the
 * plain texts by which some providers say the same. It goes by the report's fields first, then by its text, then by its
 * headers. What it reads was written by anybody: it reads a limited part of it ({@link ReportContents}), and throws
 * nothing.
 */
final class ReportReader {

    /** A multipart is taken apart as a whole, at some cost a part; no report has more lines that may divide it. */
    private static final int MOST_DIVIDERS = 400;

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
            return judge(message, ReportContents.of(message));
        } catch (MessagingException | IOException | RuntimeException | StackOverflowError e) {
            return new Unclear("not readable as a mail: " + e.getClass().getSimpleName());
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

    private ParsedReport judge(MimeMessage mail, ReportContents found) throws MessagingException {
        if (found.feedback() != null) {
            return feedback(found);
        }
        if (found.recipients().stream()
                .anyMatch(recipient -> !recipient.action().isEmpty() || recipient.isFailed())) {
            return delivery(mail, found);
        }
        if (found.isReceipt()) {
            return new Nothing("read-receipt");
        }
        if (found.isOfHotmail()) {
            return new FeedbackReport(found.traces(), "abuse");
        }
        boolean daemon = found.isReport()
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

    private static ParsedReport feedback(ReportContents found) {
        String kind = Optional.ofNullable(found.feedback().getHeader("Feedback-Type", null))
                .map(type -> type.strip().toLowerCase(Locale.ROOT))
                .filter(type -> FEEDBACK.matcher(type).matches())
                .orElse("");
        found.traceAddresses(found.feedback().getHeader("Original-Mail-From"));
        if (COMPLAINTS.contains(kind)) {
            return new FeedbackReport(found.traces(), kind);
        }
        if (OPT_OUTS.contains(kind)) {
            return new OptOut(found.traces(), kind);
        }
        return NO_COMPLAINTS.contains(kind) ? new Nothing(kind) : new Unclear("feedback of a kind that is not known");
    }

    private ParsedReport delivery(MimeMessage mail, ReportContents found) throws MessagingException {
        Evidence evidence = refusals.evidence();
        boolean failed = false;
        boolean reached = false;
        for (Recipient recipient : found.recipients()) {
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
    private ParsedReport inWords(MimeMessage mail, ReportContents found) throws MessagingException {
        String text = found.text();
        found.traceWords(text);
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
    private static void byText(MimeMessage mail, ReportContents found, Evidence evidence) throws MessagingException {
        ReportText.readable(found.text()).forEach(evidence::text);
        String subject = header(mail, "Subject");
        if (!evidence.isClear() && ReportContents.ADDRESS.matcher(subject).find()) {
            evidence.text(subject);
        }
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
