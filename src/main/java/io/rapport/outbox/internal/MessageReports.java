package io.rapport.outbox.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.channel.Cause;
import io.rapport.channel.MessageEvents;
import io.rapport.contactpolicy.AddressReports;
import io.rapport.contactpolicy.AddressReports.AddressReport;
import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.contactpolicy.SuppressionIncidents;
import io.rapport.contactpolicy.SuppressionIncidents.Incident;
import io.rapport.contactpolicy.SuppressionIncidents.SoftBounce;
import io.rapport.contactpolicy.SuppressionKey;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import io.rapport.mail.BounceProperties;
import io.rapport.mail.RefusalTable;
import io.rapport.mail.Refusals;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    private final SuppressionKey key;
    private final SuppressionIncidents suppressions;
    private final AddressReports reports;
    private final BounceProperties properties;
    private final OptOuts optOuts;
    private final Refusals refusals = new Refusals(RefusalTable.shipped());
    private final MeterRegistry metrics;

    MessageReports(
            JdbcClient jdbc,
            Customers customers,
            SuppressionKey key,
            SuppressionIncidents suppressions,
            AddressReports reports,
            BounceProperties properties,
            OptOuts optOuts,
            MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.customers = customers;
        this.key = key;
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
    private record Sent(
            UUID id,
            String message,
            String customerId,
            String instanceId,
            byte[] recipient,
            String channel,
            boolean tried) {}

    @Override
    public boolean takes(String type) {
        return MessageEvents.TYPES.contains(type);
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        Map<Long, Sent> messages = messages(events);
        events.stream()
                .filter(event -> complains(event, OPT_OUTS))
                .forEach(event -> optOuts.ofReport(event, event.text("feedback")));
        List<Event> returned = events.stream().filter(MessageReports::isReport).toList();
        if (!returned.isEmpty()) {
            take(reports(returned, messages));
        }
        Map<Long, Set<Reference>> senders = new HashMap<>();
        messages.forEach((seq, message) -> {
            if (message.instanceId() != null) {
                senders.put(
                        seq,
                        Set.of(
                                new Reference(MessageEvents.INSTANCE, message.instanceId()),
                                new Reference(MessageEvents.MESSAGE, message.message())));
            }
        });
        return senders;
    }

    /** @return by the number of the event, the message that it names, which went to its customer */
    private Map<Long, Sent> messages(List<Event> events) {
        List<Event> naming =
                events.stream().filter(event -> event.text("messageId") != null).toList();
        if (naming.isEmpty()) {
            return Map.of();
        }
        Map<UUID, Sent> found = jdbc
                .sql(
                        """
                        select id, message, customer_id, instance_id, recipient, channel, attempts > 0 as tried
                        from rapport.outbox_message where id = any(:ids::uuid[])""")
                .param("ids", Columns.of(naming, MessageReports::messageId))
                .query((rs, n) -> new Sent(
                        rs.getObject("id", UUID.class),
                        rs.getString("message"),
                        rs.getString("customer_id"),
                        rs.getString("instance_id"),
                        rs.getBytes("recipient"),
                        rs.getString("channel"),
                        rs.getBoolean("tried")))
                .list()
                .stream()
                .collect(Collectors.toMap(Sent::id, Function.identity()));
        Map<Long, Sent> messages = new HashMap<>();
        for (Event event : naming) {
            Sent message = found.get(messageId(event));
            check(event, message);
            messages.put(event.seq(), message);
        }
        return messages;
    }

    private static UUID messageId(Event event) {
        return UUID.fromString(event.text("messageId"));
    }

    private static void check(Event event, Sent message) {
        String messageId = event.text("messageId");
        if (message == null) {
            throw RejectedEvent.because("there is no message " + messageId);
        }
        if (!event.customerId().equals(message.customerId())) {
            throw RejectedEvent.because("message " + messageId
                    + " went to another customer; send the event with the subject of the one that it went to");
        }
        if (REPORTS.contains(event.type())) {
            requireSent(messageId, message.tried(), message.channel(), event.text("channel"));
        }
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

    private static boolean complains(Event event, Set<String> feedback) {
        return event.type().equals(MessageEvents.COMPLAINED)
                && event.text("feedback") != null
                && feedback.contains(event.text("feedback"));
    }

    /** Whether something about an address came back; of all else the journey alone wants to know. */
    private static boolean isReport(Event event) {
        return REPORTS.contains(event.type()) && !complains(event, NO_COMPLAINTS) && !complains(event, OPT_OUTS);
    }

    /** @return by the number of the event, what came back */
    private Map<Long, AddressReport> reports(List<Event> returned, Map<Long, Sent> messages) {
        Map<Long, byte[]> addresses = addresses(returned, messages);
        Map<Long, AddressReport> reports = new LinkedHashMap<>();
        for (Event event : returned) {
            Sent message = messages.get(event.seq());
            UUID id = message == null ? null : message.id();
            byte[] address = addresses.get(event.seq());
            reports.put(
                    event.seq(),
                    event.type().equals(MessageEvents.BOUNCED)
                            ? bounce(event, address, id)
                            : report(event, "complaint", address, id, event.text("feedback"), null));
        }
        return reports;
    }

    private AddressReport bounce(Event event, byte[] address, UUID message) {
        Optional<Cause> cause = Optional.ofNullable(event.text("cause"))
                .map(Cause::of)
                .or(() -> Optional.ofNullable(event.text("status")).flatMap(refusals::ofCode));
        // the kind says whether it is for good, the cause about whom it is: docs/operations.md has the table
        boolean hard = "hard".equals(event.text("kind"))
                && cause.filter(about -> about != Cause.ADDRESS).isEmpty();
        String about = cause.map(Cause::key).orElse(null);
        return report(event, hard ? "hard" : "soft", address, message, event.text("status"), about);
    }

    private static AddressReport report(
            Event event, String kind, byte[] address, UUID message, String status, String cause) {
        return new AddressReport(event.occurredAt(), kind, event.text("channel"), address, message, status, cause);
    }

    /** Those about one address one after the other, since each may be the one that suppresses it. */
    private void take(Map<Long, AddressReport> all) {
        Map<Long, AddressReport> left = new LinkedHashMap<>(all);
        while (!left.isEmpty()) {
            Map<Long, AddressReport> round = new LinkedHashMap<>();
            Set<String> addresses = new HashSet<>();
            left.forEach((seq, report) -> {
                if (addresses.add(HexFormat.of().formatHex(report.address()))) {
                    round.put(seq, report);
                }
            });
            takeEach(round);
            left.keySet().removeAll(round.keySet());
        }
    }

    /** @param round each about another address */
    private void takeEach(Map<Long, AddressReport> round) {
        Set<Long> news = reports.add(round);
        countAfterCommit(round.entrySet().stream()
                .filter(entry -> news.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList());
        List<Incident> incidents = new ArrayList<>();
        List<SoftBounce> soft = new ArrayList<>();
        for (AddressReport report : round.values()) {
            switch (report.kind()) {
                case "hard" -> incidents.add(incident(report, Reason.HARD_BOUNCE));
                case "complaint" -> incidents.add(incident(report, Reason.SPAM_COMPLAINT));
                default -> soft.add(new SoftBounce(report.address(), report.channel(), report.message()));
            }
        }
        suppressions.suppress(incidents);
        suppressions.suppressIfSoftBounces(soft, properties.softLimit(), properties.softWindow());
    }

    private static Incident incident(AddressReport report, Reason reason) {
        return new Incident(report.address(), report.channel(), reason, report.at(), report.message());
    }

    /** @return by the number of the event, the hash of the address that it is about */
    private Map<Long, byte[]> addresses(List<Event> returned, Map<Long, Sent> messages) {
        List<Event> unknown = returned.stream()
                .filter(event -> recipient(messages.get(event.seq())) == null)
                .toList();
        Map<String, Customer> profiles =
                customers.findAll(unknown.stream().map(Event::customerId).toList());
        Set<Long> writtenTo = writtenTo(
                unknown.stream().filter(event -> event.text("address") != null).toList());
        Map<Long, byte[]> addresses = new HashMap<>();
        for (Event event : returned) {
            byte[] wentTo = recipient(messages.get(event.seq()));
            byte[] known = wentTo != null ? wentTo : onFile(event, profiles.get(event.customerId()));
            byte[] named = named(event);
            if (named != null && !MessageDigest.isEqual(known, named) && !writtenTo.contains(event.seq())) {
                throw RejectedEvent.because("the address is not one that the customer has or was written to");
            }
            if (named == null && known == null) {
                throw RejectedEvent.because(
                        "it is not known which address the message went to; send the event with the address");
            }
            addresses.put(event.seq(), named == null ? known : named);
        }
        return addresses;
    }

    private static byte[] recipient(Sent message) {
        return message == null ? null : message.recipient();
    }

    private byte[] named(Event event) {
        String address = event.text("address");
        return address == null ? null : key.hash(event.text("channel"), address);
    }

    private byte[] onFile(Event event, Customer profile) {
        String channel = event.text("channel");
        String address = profile == null ? null : channel.equals("email") ? profile.email() : profile.phone();
        return address == null ? null : key.hash(channel, address);
    }

    /** @return the numbers of those events whose customer was ever written to at the address that they name */
    private Set<Long> writtenTo(List<Event> naming) {
        if (naming.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(jdbc.sql(
                        """
                select n.seq from unnest(:seqs::bigint[], :customers::text[], :addresses::text[]) n (seq, customer, address)
                where exists (select from rapport.outbox_message m
                              where m.customer_id = n.customer and m.recipient = decode(n.address, 'hex'))""")
                .param("seqs", Columns.of(naming, Event::seq))
                .param("customers", Columns.of(naming, Event::customerId))
                .param("addresses", Columns.of(naming, this::named))
                .query(Long.class)
                .list());
    }

    /** A transaction that is undone and repeated counts once. */
    private void countAfterCommit(List<AddressReport> news) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                for (AddressReport report : news) {
                    reports(report.kind()).increment();
                    if (report.cause() != null) {
                        bounces(report.cause()).increment();
                    }
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
