package io.rapport.messaging.internal.bounce;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Consents;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.NewEvent;
import io.rapport.messaging.MessageEvents;
import io.rapport.messaging.MessageTypes;
import io.rapport.messaging.internal.bounce.Reading.Bounce;
import io.rapport.messaging.internal.bounce.Reading.Complaint;
import io.rapport.messaging.internal.bounce.Reading.Nothing;
import io.rapport.messaging.internal.bounce.Reading.OptOut;
import io.rapport.messaging.internal.bounce.Reading.Traces;
import io.rapport.messaging.internal.bounce.Reading.Unclear;
import io.rapport.messaging.internal.refusal.Refusal;
import io.rapport.messaging.internal.smtp.ReturnPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
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
    private final JdbcClient jdbc;
    private final Inbox inbox;
    private final MessageTypes messages;
    private final BusinessClock clock;

    ReportHandler(
            Optional<ReturnPath> returnPath, JdbcClient jdbc, Inbox inbox, MessageTypes messages, BusinessClock clock) {
        this.returnPath = returnPath;
        this.jdbc = jdbc;
        this.inbox = inbox;
        this.messages = messages;
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
        /** The event {@code consent.withdrawn}. */
        OPT_OUT,
        /** Understood, and nothing to do: delays, automatic replies, mail to staff or to erased customers. */
        NOTHING,
        /** Not understood, or about no message of ours: for a person to look at. */
        UNCLEAR
    }

    /** The message that a report is about. */
    private record Sent(UUID id, String message, String customerId, String instanceId, boolean erased) {}

    /**
     * Handles one mail; the same mail again does nothing new.
     *
     * @param mail as it came, or its beginning
     * @return what came of it; events are committed
     */
    Handled handle(byte[] mail) {
        Reading reading = reader.read(mail);
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
            return optOut(mail, optOut);
        }
        LOG.warn("A mail to the bounce address is unclear: {}", ((Unclear) reading).why());
        return Handled.UNCLEAR;
    }

    /** As if the customer had followed the link in the message: that is what they asked their mail program for. */
    private Handled optOut(byte[] mail, OptOut optOut) {
        Optional<Sent> found = find(optOut.traces());
        if (found.isEmpty()) {
            LOG.warn("A report ({}) is about no message of ours", optOut.feedback());
            return Handled.UNCLEAR;
        }
        Sent sent = found.get();
        if (sent.customerId() == null || sent.erased()) {
            return Handled.NOTHING;
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("channel", CHANNEL);
        data.put("topic", optOut.feedback().equals("opt-out-list") ? topic(sent.message()) : Consents.ALL);
        data.put("source", "feedback report of the mail provider");
        data.put("wording", "Feedback-Type: " + optOut.feedback());
        return accept(sent, mail, "consent.withdrawn", data, Handled.OPT_OUT);
    }

    /** What the message was about; everything if it is no message any more, or about nothing that can be left. */
    private String topic(String message) {
        try {
            return Optional.ofNullable(messages.type(message).topic()).orElse(Consents.ALL);
        } catch (IllegalArgumentException e) {
            return Consents.ALL;
        }
    }

    private Handled tell(byte[] mail, Traces traces, String type, ObjectNode data, Handled handled) {
        Optional<Sent> found = find(traces);
        if (found.isEmpty()) {
            LOG.warn("A report ({}) is about no message of ours", type);
            return Handled.UNCLEAR;
        }
        Sent sent = found.get();
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
        return accept(sent, mail, type, data, handled);
    }

    private Handled accept(Sent sent, byte[] mail, String type, ObjectNode data, Handled handled) {
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

    private Optional<Sent> find(Traces traces) {
        Optional<UUID> signed = returnPath.flatMap(paths -> traces.addresses().stream()
                .flatMap(address -> paths.message(address).stream())
                .findFirst());
        if (signed.isPresent()) {
            return sent("m.id = :id", signed.get());
        }
        List<Sent> byMessageId = traces.messageIds().stream()
                .flatMap(id -> sent("m.message_id = :id", id).stream())
                .distinct()
                .toList();
        // a report that names several of our mails names none for sure
        return byMessageId.size() == 1 ? Optional.of(byMessageId.get(0)) : Optional.empty();
    }

    private Optional<Sent> sent(String condition, Object id) {
        return jdbc.sql(
                        """
                select m.id, m.message, m.customer_id, m.instance_id, c.erased_at is not null as erased
                from rapport.outbox_message m left join rapport.customer c on c.id = m.customer_id
                where """
                                + " " + condition)
                .param("id", id)
                .query((rs, n) -> new Sent(
                        rs.getObject("id", UUID.class),
                        rs.getString("message"),
                        rs.getString("customer_id"),
                        rs.getString("instance_id"),
                        rs.getBoolean("erased")))
                .optional();
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
