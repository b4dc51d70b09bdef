package io.rapport.outbox.internal;

import io.rapport.contactpolicy.Cap;
import io.rapport.contactpolicy.FrequencyCaps.CompetingMessage;
import io.rapport.contactpolicy.FrequencyCaps.CountedMessage;
import io.rapport.database.Columns;
import io.rapport.outbox.OutboxMessage;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads from the outbox what the contact policy counts: how often customers got messages, and what else wants to go to
 * them. For many messages at once; whether it still is so when one of them is about to be sent, the statement asks that
 * marks it ({@link #FINGERPRINT}).
 */
@Component
final class CapUsageReader {

    /**
     * For a row {@code c} with id, customer, since, read_at, priority and queued_at of a message: contacts of the customer,
     * and messages that go before it. One that sleeps until a contact leaves the window is among them, like what is due.
     */
    private static final String USAGE =
            """
            select o.id, o.category, o.contacted_at, false as sleeps, null as held_by_cap
            from rapport.outbox_message o
            where o.customer_id = c.customer and o.contacted_at > c.since and o.id <> c.id
            union all
            select o.id, o.category, null, o.due_at > c.read_at and o.wait_for is not distinct from 'cap', o.held_by_cap
            from rapport.outbox_message o
            where o.customer_id = c.customer and o.state in ('queued', 'claimed') and o.id <> c.id
              and o.expires_at > c.read_at and o.contacted_at is null
              and (o.priority > c.priority or o.priority = c.priority and (o.queued_at, o.id) < (c.queued_at, c.id))
              and (o.due_at <= c.read_at or o.wait_for in ('cap', 'turn'))""";

    private static final String MARK = "concat_ws(' ', u.id, extract(epoch from u.contacted_at), u.sleeps)";

    /** The usage of a row {@code c} as one text. */
    static final String FINGERPRINT =
            "(select coalesce(string_agg(%s, ',' order by u.id), '') from (%s) u)".formatted(MARK, USAGE);

    static final String READ =
            """
            select c.id as message, u.*, %s as mark
            from (
                select *, cast(:readAt as timestamptz) as read_at
                from unnest(:ids::uuid[], :customers::text[], :sinces::timestamptz[], :priorities::int[],
                            :queued::timestamptz[]) as asked (id, customer, since, priority, queued_at)) c
            cross join lateral (%s) u
            order by c.id, u.id"""
                    .formatted(MARK, USAGE);

    private final JdbcClient jdbc;

    CapUsageReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Reads the usage for several messages to customers.
     *
     * @param sinces by message: contacts before do not count any more
     * @param now business time
     * @return by the messages' ids, for each of them
     */
    Map<UUID, CapUsage> read(Map<OutboxMessage, Instant> sinces, Instant now) {
        Map<UUID, CapUsage> found = new HashMap<>();
        if (sinces.isEmpty()) {
            return found;
        }
        Map<UUID, List<String>> marks = new HashMap<>();
        sinces.forEach((message, since) -> {
            found.put(
                    message.id(),
                    new CapUsage(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), since, now, ""));
            marks.put(message.id(), new ArrayList<>());
        });
        List<OutboxMessage> messages = List.copyOf(sinces.keySet());
        jdbc.sql(READ)
                .param("ids", Columns.of(messages, OutboxMessage::id))
                .param("customers", Columns.of(messages, OutboxMessage::customerId))
                .param("sinces", Columns.of(messages, sinces::get))
                .param("priorities", Columns.of(messages, OutboxMessage::priority))
                .param("queued", Columns.of(messages, OutboxMessage::queuedAt))
                .param("readAt", Timestamp.from(now))
                .query(row -> {
                    UUID message = row.getObject("message", UUID.class);
                    CapUsage usage = found.get(message);
                    marks.get(message).add(row.getString("mark"));
                    String category = row.getString("category");
                    Timestamp contact = row.getTimestamp("contacted_at");
                    if (contact != null) {
                        usage.contacts().add(new CountedMessage(category, contact.toInstant()));
                        return;
                    }
                    boolean sleeps = row.getBoolean("sleeps");
                    String cap = sleeps ? row.getString("held_by_cap") : null;
                    usage.competing()
                            .add(new CompetingMessage(
                                    category, cap == null ? null : Cap.valueOf(cap.toUpperCase(Locale.ROOT))));
                    if (sleeps) {
                        usage.sleeping().add(row.getObject("id", UUID.class));
                    }
                });
        found.replaceAll((id, usage) -> new CapUsage(
                usage.contacts(),
                usage.competing(),
                usage.sleeping(),
                usage.since(),
                usage.readAt(),
                String.join(",", marks.get(id))));
        return found;
    }
}
