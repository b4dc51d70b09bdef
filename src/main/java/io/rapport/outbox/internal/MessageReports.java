package io.rapport.outbox.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.channel.Cause;
import io.rapport.channel.MessageEvents;
import io.rapport.contactpolicy.AddressReports;
import io.rapport.contactpolicy.AddressReports.AddressReport;
import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.contactpolicy.Suppressions;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import io.rapport.mail.BounceProperties;
import io.rapport.mail.RefusalTable;
import io.rapport.mail.Refusals;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes in what became of messages. A bounce or complaint suppresses the address that the message went to: the one on the
 * message's row, or one that the sender names and that is the customer's. So nobody can have a stranger's address
 * suppressed, and a customer who has changed theirs meanwhile is still written to at the new one.
 */
@Component
final class MessageReports implements EventProjection {

    /** Feedback of providers about a message that nobody called spam (RFC 5965, RFC 6430, RFC 6591). */
    private static final Set<String> NO_COMPLAINTS = Set.of("not-spam", "auth-failure", "virus", "dmarc");

    /** Feedback by which a recipient asks to be taken off one list or all, as earlier drafts of RFC 5965 name it. */
    private static final Set<String> OPT_OUTS = Set.of(OptOuts.ALL_LISTS, OptOuts.ONE_LIST);

    private static final Set<String> REPORTS = Set.of(MessageEvents.BOUNCED, MessageEvents.COMPLAINED);

    private static final List<String> KINDS = List.of("hard", "soft", "complaint");

    private final JdbcClient jdbc;
    private final Customers customers;
    private final Suppressions suppressions;
    private final AddressReports reports;
    private final BounceProperties properties;
    private final OptOuts optOuts;
    private final Refusals refusals = new Refusals(RefusalTable.shipped());
    private final MeterRegistry metrics;

    MessageReports(
            JdbcClient jdbc,
            Customers customers,
            Suppressions suppressions,
            AddressReports reports,
            BounceProperties properties,
            OptOuts optOuts,
            MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.customers = customers;
        this.suppressions = suppressions;
        this.reports = reports;
        this.properties = properties;
        this.optOuts = optOuts;
        this.metrics = metrics;
        for (String kind : KINDS) {
            reports(kind);
        }
        for (Cause cause : Cause.values()) {
            bounces(cause.key());
        }
    }

    /** What is known of the message that an event is about. */
    private record Sent(UUID id, String instanceId, byte[] recipient) {}

    @Override
    public Set<Reference> project(Event event) {
        if (!MessageEvents.TYPES.contains(event.type())) {
            return Set.of();
        }
        Optional<Sent> message = Optional.ofNullable(event.text("messageId")).map(id -> sent(event, id));
        switch (event.type()) {
            case MessageEvents.BOUNCED -> bounced(event, message);
            case MessageEvents.COMPLAINED -> complained(event, message);
            default -> {
                // the journey alone wants to know
            }
        }
        return message.map(Sent::instanceId)
                .map(instance -> Set.of(new Reference(MessageEvents.INSTANCE, instance)))
                .orElse(Set.of());
    }

    private Sent sent(Event event, String messageId) {
        record Owned(Sent sent, String customerId, String channel, boolean tried) {}
        Owned found = jdbc.sql(
                        """
                        select id, customer_id, instance_id, recipient, channel, attempts > 0 as tried
                        from rapport.outbox_message where id = :id""")
                .param("id", UUID.fromString(messageId))
                .query((rs, n) -> new Owned(
                        new Sent(rs.getObject("id", UUID.class), rs.getString("instance_id"), rs.getBytes("recipient")),
                        rs.getString("customer_id"),
                        rs.getString("channel"),
                        rs.getBoolean("tried")))
                .optional()
                .orElseThrow(() -> RejectedEvent.because("there is no message " + messageId));
        if (!event.customerId().equals(found.customerId())) {
            throw RejectedEvent.because("message " + messageId
                    + " went to another customer; send the event with the subject of the one that it went to");
        }
        if (REPORTS.contains(event.type())) {
            requireSent(messageId, found.tried(), found.channel(), event.text("channel"));
        }
        return found.sent();
    }

    /** Only what was handed over can come back, and only on the channel that it went out on. */
    private static void requireSent(String messageId, boolean tried, String channel, String reported) {
        if (!tried) {
            throw RejectedEvent.because("message " + messageId
                    + " was not sent, so that nothing can come back; send the event with the messageId of the one that"
                    + " did");
        }
        if (!reported.equals(channel)) {
            throw RejectedEvent.because("message " + messageId + " went out on the channel " + channel + ", not on "
                    + reported + "; send the event with that channel");
        }
    }

    private void bounced(Event event, Optional<Sent> message) {
        Optional<Cause> cause = Optional.ofNullable(event.text("cause"))
                .map(Cause::of)
                .or(() -> Optional.ofNullable(event.text("status")).flatMap(refusals::ofCode));
        // the kind says whether it is for good, the cause about whom it is: docs/operations.md has the table
        boolean hard = "hard".equals(event.text("kind"))
                && cause.filter(about -> about != Cause.ADDRESS).isEmpty();
        String channel = event.text("channel");
        byte[] address = address(event, message);
        UUID id = message.map(Sent::id).orElse(null);
        String about = cause.map(Cause::key).orElse(null);
        note(event, hard ? "hard" : "soft", channel, address, id, event.text("status"), about);
        if (hard) {
            suppressions.suppress(address, channel, Reason.HARD_BOUNCE, event.occurredAt(), id);
        } else {
            suppressions.suppressIfSoftBounces(address, channel, properties.softLimit(), properties.softWindow(), id);
        }
    }

    private void complained(Event event, Optional<Sent> message) {
        String feedback = event.text("feedback");
        if (feedback != null && NO_COMPLAINTS.contains(feedback)) {
            return;
        }
        if (feedback != null && OPT_OUTS.contains(feedback)) {
            optOuts.ofReport(event, feedback);
            return;
        }
        String channel = event.text("channel");
        byte[] address = address(event, message);
        UUID id = message.map(Sent::id).orElse(null);
        note(event, "complaint", channel, address, id, event.text("feedback"), null);
        suppressions.suppress(address, channel, Reason.SPAM_COMPLAINT, event.occurredAt(), id);
    }

    private byte[] address(Event event, Optional<Sent> message) {
        String channel = event.text("channel");
        byte[] named = event.text("address") == null ? null : suppressions.address(channel, event.text("address"));
        Optional<byte[]> wentTo = message.map(Sent::recipient);
        if (named != null) {
            boolean theirs = wentTo.map(recipient -> MessageDigest.isEqual(recipient, named))
                    .orElseGet(() -> isTheirs(event.customerId(), channel, named));
            if (!theirs) {
                throw RejectedEvent.because("the address is not one that the customer has or was written to");
            }
            return named;
        }
        return wentTo.or(() -> onFile(event.customerId(), channel))
                .orElseThrow(() -> RejectedEvent.because(
                        "it is not known which address the message went to; send the event with the address"));
    }

    private boolean isTheirs(String customerId, String channel, byte[] address) {
        return onFile(customerId, channel)
                        .filter(known -> MessageDigest.isEqual(known, address))
                        .isPresent()
                || jdbc.sql(
                                """
                        select exists (select 1 from rapport.outbox_message
                                       where customer_id = :customer and recipient = :address)""")
                        .param("customer", customerId)
                        .param("address", address)
                        .query(Boolean.class)
                        .single();
    }

    private Optional<byte[]> onFile(String customerId, String channel) {
        return customers
                .find(customerId)
                .map(channel.equals("email") ? Customer::email : Customer::phone)
                .map(address -> suppressions.address(channel, address));
    }

    private void note(
            Event event, String kind, String channel, byte[] address, UUID message, String status, String cause) {
        AddressReport report = new AddressReport(event.occurredAt(), kind, channel, address, message, status, cause);
        if (reports.add(event.seq(), report)) {
            countAfterCommit(kind, cause);
        }
    }

    /** A transaction that is undone and repeated counts once. */
    private void countAfterCommit(String kind, String cause) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                reports(kind).increment();
                if (cause != null) {
                    bounces(cause).increment();
                }
            }
        });
    }

    private Counter reports(String kind) {
        return Counter.builder("rapport.message.reports")
                .description("bounces and complaints that came back, from the mailbox or by webhook")
                .tag("kind", kind)
                .register(metrics);
    }

    private Counter bounces(String cause) {
        return Counter.builder("rapport.message.bounces")
                .description("bounces by what they were about: the address, its mailbox, the sender or some system")
                .tag("cause", cause)
                .register(metrics);
    }
}
