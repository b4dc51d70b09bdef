package io.rapport.mail.internal.bounce;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.MessageEvents;
import io.rapport.channel.Refusal;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.NewEvent;
import io.rapport.mail.ReturnPath;
import io.rapport.mail.SentMessages;
import io.rapport.mail.SentMessages.SentMessage;
import io.rapport.mail.internal.bounce.ParsedReport.Bounce;
import io.rapport.mail.internal.bounce.ParsedReport.Complaint;
import io.rapport.mail.internal.bounce.ParsedReport.Nothing;
import io.rapport.mail.internal.bounce.ParsedReport.OptOut;
import io.rapport.mail.internal.bounce.ParsedReport.Traces;
import io.rapport.mail.internal.bounce.ParsedReport.Unclear;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * From a report to an event. A report counts only if it carries what only those can know who had our mail: its signed
 * return path, or its Message-ID, which holds a random id. An address that a report names proves nothing.
 */
@Component
final class ReportHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ReportHandler.class);
    private static final String CHANNEL = "email";
    private static final int IDENTITY_LENGTH = 32;

    private final ReportReader reader = new ReportReader();
    private final Optional<ReturnPath> returnPath;
    private final SentMessages messages;
    private final Inbox inbox;
    private final BusinessClock clock;

    ReportHandler(Optional<ReturnPath> returnPath, SentMessages messages, Inbox inbox, BusinessClock clock) {
        this.returnPath = returnPath;
        this.messages = messages;
        this.inbox = inbox;
        this.clock = clock;
    }

    /** What came of a mail. */
    enum Handled {
        /** The event {@code message.bounced}, kind hard. */
        HARD,
        /** The event {@code message.bounced}, kind soft. */
        SOFT,
        /** The event {@code message.complained}. */
        COMPLAINT,
        /** The event {@code message.complained}, with a feedback that withdraws consent and is no complaint. */
        OPT_OUT,
        /** Understood, and nothing to do: delays, automatic replies, mail to staff or to erased customers. */
        NOTHING,
        /** Not understood, or about no message of ours: for a person to look at. */
        UNCLEAR
    }

    /**
     * Handles one mail; the same mail again does nothing new.
     *
     * @param mail as it came, or its beginning
     * @return what came of it; events are committed
     */
    Handled handle(byte[] mail) {
        ParsedReport reading = reader.read(mail);
        if (reading instanceof Nothing nothing) {
            LOG.debug("A mail to the bounce address needs nothing: {}", nothing.what());
            return Handled.NOTHING;
        }
        if (reading instanceof Bounce bounce) {
            Refusal refusal = bounce.refusal();
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            data.put("kind", refusal.isHard() ? "hard" : "soft");
            data.put("cause", refusal.cause().key());
            if (refusal.code() != null) {
                data.put("status", refusal.code());
            }
            Handled handled = refusal.isHard() ? Handled.HARD : Handled.SOFT;
            return tell(mail, bounce.traces(), MessageEvents.BOUNCED, data, handled);
        }
        if (reading instanceof Complaint complaint) {
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            data.put("feedback", complaint.feedback());
            return tell(mail, complaint.traces(), MessageEvents.COMPLAINED, data, Handled.COMPLAINT);
        }
        if (reading instanceof OptOut optOut) {
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            data.put("feedback", optOut.feedback());
            return tell(mail, optOut.traces(), MessageEvents.COMPLAINED, data, Handled.OPT_OUT);
        }
        LOG.warn("A mail to the bounce address is unclear: {}", ((Unclear) reading).why());
        return Handled.UNCLEAR;
    }

    private Handled tell(byte[] mail, Traces traces, String type, ObjectNode data, Handled handled) {
        Optional<SentMessage> found = find(traces);
        if (found.isEmpty()) {
            LOG.warn("A report ({}) is about no message of ours", type);
            return Handled.UNCLEAR;
        }
        SentMessage sent = found.get();
        if (sent.customerId() == null) {
            LOG.warn("Message {} ({}) to a member of staff came back: {}", sent.id(), sent.message(), data);
            return Handled.NOTHING;
        }
        if (sent.erased()) {
            return Handled.NOTHING;
        }
        data.put("messageId", sent.id().toString());
        data.put("message", sent.message());
        data.put("channel", CHANNEL);
        if (sent.instanceId() != null) {
            data.put("instanceId", sent.instanceId());
        }
        String id = sent.id() + ":" + identity(mail);
        try {
            inbox.accept(new NewEvent(MessageEvents.SOURCE, id, type, sent.customerId(), clock.instant(), data));
        } catch (InvalidEvent e) {
            // one report must not hold up those behind it
            LOG.error("A report about message {} makes no valid event: {}", sent.id(), e.getMessage());
            return Handled.UNCLEAR;
        }
        return handled;
    }

    private Optional<SentMessage> find(Traces traces) {
        Optional<UUID> signed = returnPath.flatMap(paths -> traces.addresses().stream()
                .flatMap(address -> paths.message(address).stream())
                .findFirst());
        if (signed.isPresent()) {
            return messages.byId(signed.get());
        }
        List<SentMessage> byMessageId = traces.messageIds().stream()
                .flatMap(id -> messages.byMessageId(id).stream())
                .distinct()
                .toList();
        // a report that names several of our mails names none for sure
        return byMessageId.size() == 1 ? Optional.of(byMessageId.get(0)) : Optional.empty();
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
