package io.rapport.customer;

import io.rapport.inbox.Inbox;
import io.rapport.inbox.WaitingEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What customers allow: an append-only ledger of which the newest entry of a channel and topic is in force. */
@Component
public final class Consents {

    /** The channels of the ledger, as {@code consent.granted} takes them; calls and letters by staff among them. */
    public static final List<String> CHANNELS = List.of("email", "sms", "phone", "post", "webhook");

    /** Stands for every topic of a channel, also those to come. */
    public static final String ALL = "all";

    private static final String OBJECTION_TAKEN_BACK = "legitimate-interest";

    /**
     * Something that a customer said, as evidence.
     *
     * @param channel such as {@code email}
     * @param topic such as {@code offers}, or {@link Consents#ALL}
     * @param granted or withdrawn
     * @param basis {@code consent}, {@code contract}, {@code legal-obligation} or {@code legitimate-interest}
     * @param source where it was said
     * @param wording the sentence that was agreed to, as it was shown
     * @param eventSeq place in the inbox of the event that it comes from; a larger one is newer
     * @param recordedAt when it was said
     */
    public record Entry(
            String channel,
            String topic,
            boolean granted,
            String basis,
            String source,
            String wording,
            long eventSeq,
            Instant recordedAt) {}

    private static final String GRANTED = "consent.granted";
    private static final Set<String> EVENTS = Set.of(GRANTED, "consent.withdrawn");

    private final JdbcClient jdbc;
    private final Inbox inbox;

    Consents(JdbcClient jdbc, Inbox inbox) {
        this.jdbc = jdbc;
        this.inbox = inbox;
    }

    /**
     * Returns what is in force.
     *
     * <p>A withdrawal of {@link #ALL} topics counts for each until a newer grant. A grant on legitimate interest takes an
     * objection back without being consent: the customer counts as one who never said.
     *
     * @param customerId whose
     * @param channel such as {@code email}
     * @param topic such as {@code offers}
     * @return granted or withdrawn; empty if the customer never said
     */
    public Optional<Boolean> inForce(String customerId, String channel, String topic) {
        List<Entry> newest = jdbc.sql(
                        """
                select distinct on (topic) * from rapport.consent_entry
                where customer_id = rapport.current_customer(:customer) and channel = :channel and topic in (:topic, 'all')
                order by topic, event_seq desc""")
                .param("customer", customerId)
                .param("channel", channel)
                .param("topic", topic)
                .query((rs, n) -> entry(rs))
                .list();
        return inForce(newest, channel, topic);
    }

    /**
     * The whole ledger of a customer.
     *
     * @param customerId whose
     * @return every entry, the newest first
     */
    public List<Entry> ledger(String customerId) {
        return jdbc.sql(
                        """
                select * from rapport.consent_entry where customer_id = rapport.current_customer(:customer)
                order by event_seq desc, seq desc""")
                .param("customer", customerId)
                .query((rs, n) -> entry(rs))
                .list();
    }

    /**
     * What a customer said, as it is shown: without what was kept of somebody who was erased under the same id, and without
     * entries that a merge left which was undone.
     *
     * @param customerId whose
     * @return the newest first
     */
    public List<Entry> said(String customerId) {
        return jdbc.sql(
                        """
                select * from rapport.consent_said
                where customer_id = rapport.current_customer(:customer) and recorded_at > rapport.known_since(customer_id)
                order by event_seq desc, seq desc""")
                .param("customer", customerId)
                .query((rs, n) -> entry(rs))
                .list();
    }

    /**
     * The whole ledger of a customer as it will be when the events that wait in the inbox are processed.
     *
     * @param customerId whose
     * @return every entry, the newest first
     */
    public List<Entry> ledgerToBe(String customerId) {
        // the events first: one that is processed in between is seen twice, and not missed
        List<Entry> entries = new ArrayList<>(
                inbox.waiting(customerId, EVENTS).stream().map(Consents::entry).toList());
        Collections.reverse(entries);
        entries.addAll(ledger(customerId));
        return entries;
    }

    private static Entry entry(WaitingEvent event) {
        return new Entry(
                event.text("channel"),
                event.text("topic"),
                event.type().equals(GRANTED),
                Optional.ofNullable(event.text("basis")).orElse("consent"),
                event.text("source"),
                event.text("wording"),
                event.seq(),
                event.occurredAt());
    }

    /**
     * Returns what is in force by entries that were read before.
     *
     * @param ledger entries of one customer, at least the newest of each topic and channel, in any order
     * @param channel such as {@code email}
     * @param topic such as {@code offers}
     * @return granted or withdrawn; empty if the customer never said
     */
    public static Optional<Boolean> inForce(List<Entry> ledger, String channel, String topic) {
        Optional<Entry> own = newest(ledger, channel, topic);
        Optional<Entry> all = newest(ledger, channel, ALL).filter(entry -> !entry.granted());
        if (all.isPresent()
                && own.map(Entry::eventSeq).orElse(Long.MIN_VALUE) < all.get().eventSeq()) {
            return Optional.of(false);
        }
        return own.filter(entry -> !entry.granted() || !entry.basis().equals(OBJECTION_TAKEN_BACK))
                .map(Entry::granted);
    }

    private static Optional<Entry> newest(List<Entry> ledger, String channel, String topic) {
        return ledger.stream()
                .filter(entry ->
                        entry.channel().equals(channel) && entry.topic().equals(topic))
                .max(Comparator.comparingLong(Entry::eventSeq));
    }

    /** @return a row of the ledger */
    public static Entry entry(ResultSet rs) throws SQLException {
        return new Entry(
                rs.getString("channel"),
                rs.getString("topic"),
                rs.getBoolean("granted"),
                rs.getString("basis"),
                rs.getString("source"),
                rs.getString("wording"),
                rs.getLong("event_seq"),
                Customers.instant(rs, "recorded_at"));
    }

    /**
     * Returns whether there is consent.
     *
     * @param customerId whose
     * @param channel such as {@code email}
     * @param topic such as {@code offers}
     * @return true only if the newest entry grants it
     */
    public boolean granted(String customerId, String channel, String topic) {
        return inForce(customerId, channel, topic).orElse(false);
    }
}
