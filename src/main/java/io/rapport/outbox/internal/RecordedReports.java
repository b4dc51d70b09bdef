package io.rapport.outbox.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.MessageEvents;
import io.rapport.channel.Refusal;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.NewEvent;
import io.rapport.mail.DeliveryReport;
import io.rapport.mail.DeliveryReport.Kind;
import io.rapport.mail.DeliveryReports;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the message that a report is about, and turns the report into an event like any other. */
@Component
final class RecordedReports implements DeliveryReports {

    private static final Logger LOG = LoggerFactory.getLogger(RecordedReports.class);

    private final JdbcClient jdbc;
    private final Customers customers;
    private final Inbox inbox;
    private final BusinessClock clock;

    RecordedReports(JdbcClient jdbc, Customers customers, Inbox inbox, BusinessClock clock) {
        this.jdbc = jdbc;
        this.customers = customers;
        this.inbox = inbox;
        this.clock = clock;
    }

    /** The message that a report is about. */
    private record Sent(UUID id, String message, String customerId, String instanceId) {}

    @Override
    public Taken take(DeliveryReport report) {
        Optional<Sent> found = find(report);
        if (found.isEmpty()) {
            LOG.warn("A report ({}) is about no message of ours", report.kind());
            return Taken.UNCLEAR;
        }
        Sent sent = found.get();
        ObjectNode data = data(report);
        if (sent.customerId() == null) {
            LOG.warn("Message {} ({}) to a member of staff came back: {}", sent.id(), sent.message(), data);
            return Taken.NOTHING;
        }
        if (customers.find(sent.customerId()).filter(Customer::isErased).isPresent()) {
            return Taken.NOTHING;
        }
        data.put("messageId", sent.id().toString());
        data.put("message", sent.message());
        data.put("channel", ChannelDirectory.EMAIL);
        if (sent.instanceId() != null) {
            data.put("instanceId", sent.instanceId());
        }
        try {
            inbox.accept(new NewEvent(
                    MessageEvents.SOURCE,
                    sent.id() + ":" + report.identity(),
                    report.kind() == Kind.BOUNCE ? MessageEvents.BOUNCED : MessageEvents.COMPLAINED,
                    sent.customerId(),
                    clock.instant(),
                    data));
        } catch (InvalidEvent e) {
            // one report must not hold up those behind it
            LOG.error("A report about message {} makes no valid event: {}", sent.id(), e.getMessage());
            return Taken.UNCLEAR;
        }
        return Taken.RECORDED;
    }

    private static ObjectNode data(DeliveryReport report) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        if (report.kind() != Kind.BOUNCE) {
            data.put("feedback", report.feedback());
            return data;
        }
        Refusal refusal = report.refusal();
        data.put("kind", refusal.isHard() ? "hard" : "soft");
        data.put("cause", refusal.cause().key());
        if (refusal.code() != null) {
            data.put("status", refusal.code());
        }
        return data;
    }

    private Optional<Sent> find(DeliveryReport report) {
        if (report.signed() != null) {
            return find("id = :value", report.signed());
        }
        List<Sent> byMessageId = report.messageIds().stream()
                .flatMap(id -> find("message_id = :value", id).stream())
                .distinct()
                .toList();
        // a report that names several of our mails names none for sure
        return byMessageId.size() == 1 ? Optional.of(byMessageId.get(0)) : Optional.empty();
    }

    private Optional<Sent> find(String condition, Object value) {
        return jdbc.sql("select id, message, customer_id, instance_id from rapport.outbox_message where " + condition)
                .param("value", value)
                .query((rs, n) -> new Sent(
                        rs.getObject("id", UUID.class),
                        rs.getString("message"),
                        rs.getString("customer_id"),
                        rs.getString("instance_id")))
                .optional();
    }
}
