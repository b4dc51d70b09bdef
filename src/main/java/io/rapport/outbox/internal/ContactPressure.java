package io.rapport.outbox.internal;

import io.rapport.contactpolicy.Cap;
import io.rapport.contactpolicy.Slots.Contact;
import io.rapport.contactpolicy.Slots.Rival;
import io.rapport.outbox.OutboxMessage;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the contact policy counts in the outbox: how often a customer heard from us, and what else wants to go. */
@Component
final class ContactPressure {

    /** First key of the advisory locks on customers; the inbox and the desk use others. */
    private static final int CUSTOMER_LOCK = 0x7261_7071;

    /** A message that waits for a slot sleeps until then; its turn is looked at anyway, like what is due. */
    static final String PRESSURE =
            """
            select id, category, contacted_at, false as sleeps, null as cap
            from rapport.outbox_message
            where customer_id = :customer and contacted_at > :since and id <> :id
            union all
            select id, category, null,
                   due_at > :now and inputs ->> 'waitFor' = 'cap', inputs ->> 'cap'
            from rapport.outbox_message
            where customer_id = :customer and state in ('queued', 'claimed') and id <> :id and expires_at > :now
              and contacted_at is null
              and (priority > :priority or priority = :priority and (queued_at, id) < (:queued, :id))
              and (due_at <= :now or inputs ->> 'waitFor' in ('cap', 'turn'))""";

    private final JdbcClient jdbc;

    ContactPressure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Waits until no other worker counts the customer's messages, and has the others wait until this transaction ends: two
     * must not take one slot. Its own statement, since one sees only what was committed before it began.
     */
    void holdCustomer(String customerId) {
        jdbc.sql("select pg_advisory_xact_lock(:class, hashtext(:customer))")
                .param("class", CUSTOMER_LOCK)
                .param("customer", customerId)
                .query()
                .listOfRows();
    }

    /**
     * What a customer's slots follow from.
     *
     * @param contacts those since a moment
     * @param rivals messages that wait and go before the one in question
     * @param held ids of the rivals that sleep until a slot is free
     */
    record Pressure(List<Contact> contacts, List<Rival> rivals, List<UUID> held) {}

    /**
     * Reads what the customer got, and what waits before this message: of higher priority, or older.
     *
     * @param since contacts before do not count any more
     */
    Pressure pressure(OutboxMessage message, Instant since, Instant now) {
        List<Contact> contacts = new ArrayList<>();
        List<Rival> rivals = new ArrayList<>();
        List<UUID> held = new ArrayList<>();
        jdbc.sql(PRESSURE)
                .param("id", message.id())
                .param("customer", message.customerId())
                .param("priority", message.priority())
                .param("queued", Timestamp.from(message.queuedAt()))
                .param("since", Timestamp.from(since))
                .param("now", Timestamp.from(now))
                .query(row -> {
                    String category = row.getString("category");
                    Timestamp contact = row.getTimestamp("contacted_at");
                    if (contact != null) {
                        contacts.add(new Contact(category, contact.toInstant()));
                        return;
                    }
                    boolean sleeps = row.getBoolean("sleeps");
                    String cap = sleeps ? row.getString("cap") : null;
                    rivals.add(new Rival(category, cap == null ? null : Cap.valueOf(cap.toUpperCase(Locale.ROOT))));
                    if (sleeps) {
                        held.add(row.getObject("id", UUID.class));
                    }
                });
        return new Pressure(contacts, rivals, held);
    }

    /** Has sleeping messages looked at now; what somebody else has in hand is left alone. */
    void wake(List<UUID> ids, Instant now) {
        if (!ids.isEmpty()) {
            jdbc.sql(
                            """
                    update rapport.outbox_message m set due_at = :now
                    from (select id from rapport.outbox_message
                          where id in (:ids) and state = 'queued' and due_at > :now
                          for update skip locked) sleeping
                    where m.id = sleeping.id""")
                    .param("ids", ids)
                    .param("now", Timestamp.from(now))
                    .update();
        }
    }
}
