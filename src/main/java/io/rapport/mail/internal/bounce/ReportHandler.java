package io.rapport.mail.internal.bounce;

import io.rapport.channel.Refusal;
import io.rapport.mail.DeliveryReport;
import io.rapport.mail.DeliveryReport.Kind;
import io.rapport.mail.DeliveryReports;
import io.rapport.mail.ReturnPath;
import io.rapport.mail.internal.bounce.ParsedReport.Bounce;
import io.rapport.mail.internal.bounce.ParsedReport.FeedbackReport;
import io.rapport.mail.internal.bounce.ParsedReport.Nothing;
import io.rapport.mail.internal.bounce.ParsedReport.OptOut;
import io.rapport.mail.internal.bounce.ParsedReport.Traces;
import io.rapport.mail.internal.bounce.ParsedReport.Unclear;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** From a mail in the mailbox for bounces to a report as a value, which others take. */
@Component
final class ReportHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ReportHandler.class);
    private static final int IDENTITY_LENGTH = 32;

    private final ReportReader reader = new ReportReader();
    private final Optional<ReturnPath> returnPath;
    private final DeliveryReports reports;

    ReportHandler(Optional<ReturnPath> returnPath, DeliveryReports reports) {
        this.returnPath = returnPath;
        this.reports = reports;
    }

    /** What came of a mail. */
    enum Handled {
        /** A bounce that says for good that the address takes no mail. */
        HARD,
        /** Any other bounce. */
        SOFT,
        /** A recipient called a message spam. */
        COMPLAINT,
        /** A recipient wants to be taken off a list. */
        OPT_OUT,
        /** Understood, and nothing to do: delays, automatic replies, mail to staff or to erased customers. */
        NOTHING,
        /** Not understood, or about no message of ours: for a person to read. */
        UNCLEAR
    }

    /**
     * Handles one mail; the same mail again does nothing new.
     *
     * @param mail as it came, or its beginning
     * @return what came of it, committed
     */
    Handled handle(byte[] mail) {
        ParsedReport reading = reader.read(mail);
        if (reading instanceof Nothing nothing) {
            LOG.debug("A mail to the bounce address needs nothing: {}", nothing.what());
            return Handled.NOTHING;
        }
        if (reading instanceof Bounce bounce) {
            Handled handled = bounce.refusal().isHard() ? Handled.HARD : Handled.SOFT;
            return take(mail, Kind.BOUNCE, bounce.traces(), bounce.refusal(), null, handled);
        }
        if (reading instanceof FeedbackReport complaint) {
            return take(mail, Kind.COMPLAINT, complaint.traces(), null, complaint.feedback(), Handled.COMPLAINT);
        }
        if (reading instanceof OptOut optOut) {
            return take(mail, Kind.OPT_OUT, optOut.traces(), null, optOut.feedback(), Handled.OPT_OUT);
        }
        LOG.warn("A mail to the bounce address is unclear: {}", ((Unclear) reading).why());
        return Handled.UNCLEAR;
    }

    private Handled take(byte[] mail, Kind kind, Traces traces, Refusal refusal, String feedback, Handled ifRecorded) {
        UUID signed = returnPath
                .flatMap(paths -> traces.addresses().stream()
                        .flatMap(address -> paths.message(address).stream())
                        .findFirst())
                .orElse(null);
        DeliveryReport report =
                new DeliveryReport(identity(mail), kind, refusal, feedback, signed, traces.messageIds());
        return switch (reports.take(report)) {
            case RECORDED -> ifRecorded;
            case NOTHING -> Handled.NOTHING;
            case UNCLEAR -> Handled.UNCLEAR;
        };
    }

    /** The report's own identity: its Message-ID, or else its bytes. */
    private String identity(byte[] mail) {
        byte[] own = reader.identity(mail)
                .map(id -> id.getBytes(StandardCharsets.UTF_8))
                .orElse(mail);
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(own))
                    .substring(0, IDENTITY_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
