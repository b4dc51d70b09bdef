package io.rapport.messaging.internal.dispatch;

import io.rapport.messaging.OutboxMessage;
import io.rapport.messaging.OutboxMessage.State;
import io.rapport.messaging.OutboxRequest;
import io.rapport.messaging.internal.policy.Cap;
import io.rapport.messaging.internal.policy.Decision;
import io.rapport.messaging.internal.policy.Slots.Contact;
import io.rapport.messaging.internal.policy.Slots.Rival;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The table of messages. Times are the business clock's and handed in; leases alone are real time, and the database's:
 * one clock for all nodes.
 */
@Component
public class OutboxTable {

    private static final String LEASE = "clock_timestamp() + :lease * interval '1 millisecond'";

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

    OutboxTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Writes a new row in the caller's transaction. */
    public void insert(
            UUID id,
            OutboxRequest request,
            String category,
            String channel,
            int priority,
            String messageId,
            Instant now,
            Instant expiresAt) {
        jdbc.sql(
                        """
                insert into rapport.outbox_message (
                    id, message, category, customer_id, staff_id, order_id, complaint_id, survey_id, coupon_code,
                    journey, instance_id, channel, priority, message_id, queued_at, due_at, expires_at)
                values (
                    :id, :message, :category, :customer, :staff, :order, :complaint, :survey, :coupon,
                    :journey, :instance, :channel, :priority, :messageId, :now, :now, :expires)""")
                .param("id", id)
                .param("message", request.message())
                .param("category", category)
                .param("customer", request.customerId())
                .param("staff", request.staffId())
                .param("order", request.orderId())
                .param("complaint", request.complaintId())
                .param("survey", request.surveyId())
                .param("coupon", request.couponCode())
                .param("journey", request.journey())
                .param("instance", request.instanceId())
                .param("channel", channel)
                .param("priority", priority)
                .param("messageId", messageId)
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(expiresAt))
                .update();
    }

    /** @return all messages to the customer, the newest first */
    public List<OutboxMessage> ofCustomer(String customerId) {
        return jdbc.sql(
                        """
                select * from rapport.outbox_message where customer_id = :customer
                order by queued_at desc, id""")
                .param("customer", customerId)
                .query(OutboxTable::message)
                .list();
    }

    /** @return the message, whatever its state */
    public Optional<OutboxMessage> find(UUID id) {
        return jdbc.sql("select * from rapport.outbox_message where id = :id")
                .param("id", id)
                .query(OutboxTable::message)
                .optional();
    }

    /** Takes due messages that no other worker looks at, oldest first. */
    List<OutboxMessage> claim(String worker, Instant now, int most, Duration lease) {
        return jdbc
                .sql(
                        """
                        update rapport.outbox_message m
                        set state = 'claimed', claimed_by = :worker, lease_until = %s
                        from (select id from rapport.outbox_message
                              where state = 'queued' and due_at <= :now
                              order by due_at limit :most for update skip locked) due
                        where m.id = due.id
                        returning m.*"""
                                .formatted(LEASE))
                .param("worker", worker)
                .param("now", Timestamp.from(now))
                .param("most", most)
                .param("lease", lease.toMillis())
                .query(OutboxTable::message)
                .list()
                .stream()
                .sorted(Comparator.comparing(OutboxMessage::dueAt).thenComparing(OutboxMessage::queuedAt))
                .toList();
    }

    /**
     * Records that the message is about to be handed over, which counts as a contact; to be committed before the first
     * byte.
     *
     * @param channel what it goes out on
     * @param decision of the policy that lets it go
     * @param recipient what stands for the address that it goes to, as {@code Suppressions} makes it
     * @return false if the message is no longer this worker's, because its lease ran out
     */
    boolean markSending(
            OutboxMessage message,
            String worker,
            String channel,
            String locale,
            Decision decision,
            byte[] recipient,
            Instant now,
            Duration lease) {
        return jdbc.sql(
                                """
                update rapport.outbox_message
                set state = 'sending', attempts = attempts + 1, channel = :channel, locale = :locale,
                    contacted_at = :now, rule = :rule, why = :why, inputs = :inputs::jsonb,
                    recipient = :recipient, lease_until = %s
                where id = :id and state = 'claimed' and claimed_by = :worker"""
                                        .formatted(LEASE))
                        .param("id", message.id())
                        .param("worker", worker)
                        .param("channel", channel)
                        .param("locale", locale)
                        .param("now", Timestamp.from(now))
                        .param("rule", decision.rule())
                        .param("why", decision.why())
                        .param("inputs", decision.inputs())
                        .param("recipient", recipient)
                        .param("lease", lease.toMillis())
                        .update()
                == 1;
    }

    /**
     * Ends a message, or corrects UNKNOWN when the worker that had it comes back late with the truth.
     *
     * @param state sent, withheld, failed or unknown; what failed was no contact
     * @param rule code of the reason; null if the policy's stands
     */
    void settle(OutboxMessage message, String worker, State state, String rule, String why, Instant now) {
        jdbc.sql(
                        """
                update rapport.outbox_message
                set state = :state, settled_at = :now, lease_until = null, rule = coalesce(:rule, rule), why = :why,
                    contacted_at = case when :state in ('sent', 'unknown') then contacted_at end
                where id = :id and claimed_by = :worker and state in ('claimed', 'sending', 'unknown')""")
                .param("id", message.id())
                .param("worker", worker)
                .param("state", state.name().toLowerCase(Locale.ROOT))
                .param("rule", rule)
                .param("why", why)
                .param("now", Timestamp.from(now))
                .update();
    }

    /** Ends a message that the policy decided against. */
    void withhold(OutboxMessage message, String worker, String channel, Decision decision, Instant now) {
        jdbc.sql(
                        """
                update rapport.outbox_message
                set state = 'withheld', settled_at = :now, lease_until = null, channel = :channel,
                    rule = :rule, why = :why, inputs = :inputs::jsonb
                where id = :id and claimed_by = :worker and state = 'claimed'""")
                .param("id", message.id())
                .param("worker", worker)
                .param("channel", channel)
                .param("rule", decision.rule())
                .param("why", decision.why())
                .param("inputs", decision.inputs())
                .param("now", Timestamp.from(now))
                .update();
    }

    /** Puts a message back until the moment that the policy names. */
    void defer(OutboxMessage message, String worker, String channel, Decision decision, Instant now) {
        jdbc.sql(
                        """
                update rapport.outbox_message
                set state = 'queued', due_at = :due, lease_until = null, claimed_by = null, channel = :channel,
                    rule = :rule, why = :why, inputs = :inputs::jsonb
                where id = :id and claimed_by = :worker and state = 'claimed'""")
                .param("id", message.id())
                .param("worker", worker)
                .param("due", Timestamp.from(decision.until()))
                .param("channel", channel)
                .param("rule", decision.rule())
                .param("why", decision.why())
                .param("inputs", decision.inputs())
                .update();
        note(message, "deferred", channel, decision.rule(), decision.why(), now);
    }

    /**
     * Puts a message back for another attempt; what went before certainly did not reach the customer.
     *
     * @param rule code of the reason, such as {@code retry}
     */
    void requeue(
            OutboxMessage message, String worker, Instant dueAt, int attempts, String rule, String why, Instant now) {
        jdbc.sql(
                        """
                update rapport.outbox_message
                set state = 'queued', due_at = :due, attempts = :attempts, rule = :rule, why = :why,
                    inputs = inputs - 'waitFor', settled_at = null, contacted_at = null, lease_until = null, claimed_by = null
                where id = :id and claimed_by = :worker and state in ('claimed', 'sending', 'unknown')""")
                .param("id", message.id())
                .param("worker", worker)
                .param("due", Timestamp.from(dueAt))
                .param("attempts", attempts)
                .param("rule", rule)
                .param("why", why)
                .update();
        note(message, attempts == message.attempts() ? "deferred" : "retried", message.channel(), rule, why, now);
    }

    /**
     * Keeps a look that did not end a message.
     *
     * @param outcome deferred, switched or retried
     */
    void note(OutboxMessage message, String outcome, String channel, String rule, String why, Instant now) {
        jdbc.sql(
                        """
                insert into rapport.outbox_look (message_id, at, outcome, channel, rule, why)
                values (:id, :now, :outcome, :channel, :rule, :why)""")
                .param("id", message.id())
                .param("now", Timestamp.from(now))
                .param("outcome", outcome)
                .param("channel", channel)
                .param("rule", rule)
                .param("why", why)
                .update();
    }

    /** Gives back what a worker took and did not look at. */
    void release(String worker) {
        jdbc.sql(
                        """
                update rapport.outbox_message set state = 'queued', lease_until = null, claimed_by = null
                where claimed_by = :worker and state = 'claimed'""")
                .param("worker", worker)
                .update();
    }

    /**
     * Takes from dead workers what they had in hand. A claimed message certainly was not sent; of one in sending nobody
     * knows.
     *
     * @param all whatever the lease; right only while no worker runs on any node
     * @return how many became unknown
     */
    int recover(boolean all, String why, Instant now) {
        jdbc.sql(
                        """
                update rapport.outbox_message set state = 'queued', lease_until = null, claimed_by = null
                where state = 'claimed' and (:all or lease_until < clock_timestamp())""")
                .param("all", all)
                .update();
        return jdbc.sql(
                        """
                update rapport.outbox_message
                set state = 'unknown', settled_at = :now, lease_until = null, rule = 'unknown', why = :why
                where state = 'sending' and (:all or lease_until < clock_timestamp())""")
                .param("all", all)
                .param("why", why)
                .param("now", Timestamp.from(now))
                .update();
    }

    /** Withholds what still waits for a customer, with staff too. */
    void withholdQueued(String customerId, String why, Instant now) {
        jdbc.sql(
                        """
                update rapport.outbox_message set state = 'withheld', settled_at = :now, rule = 'erased', why = :why
                where customer_id = :customer and state in ('queued', 'assigned')""")
                .param("customer", customerId)
                .param("why", why)
                .param("now", Timestamp.from(now))
                .update();
    }

    /**
     * Records that the message is with staff from now on, unless they have told already what came of it.
     *
     * @param why how it came to them
     */
    void assign(OutboxMessage message, String worker, String why) {
        jdbc.sql(
                        """
                update rapport.outbox_message set state = 'assigned', lease_until = null, settled_at = null, why = :why
                where id = :id and claimed_by = :worker and state in ('sending', 'unknown')""")
                .param("id", message.id())
                .param("worker", worker)
                .param("why", why)
                .update();
    }

    /**
     * Ends a message that is with staff, though its worker may not have come to record that.
     *
     * @param state sent or failed
     * @param contacted whether the customer heard from us
     * @return the message, empty if it is not with staff (any more)
     */
    Optional<OutboxMessage> settleAssigned(
            UUID id, State state, boolean contacted, String rule, String why, Instant now) {
        return jdbc.sql(
                        """
                update rapport.outbox_message
                set state = :state, settled_at = :now, rule = coalesce(:rule, rule), why = :why,
                    contacted_at = case when :contacted then cast(:now as timestamptz) end
                where id = :id and channel = 'task' and state in ('assigned', 'sending', 'unknown') returning *""")
                .param("id", id)
                .param("state", state.name().toLowerCase(Locale.ROOT))
                .param("contacted", contacted)
                .param("rule", rule)
                .param("why", why)
                .param("now", Timestamp.from(now))
                .query(OutboxTable::message)
                .optional();
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

    /**
     * Has the messages of a customer looked at now that wait for one of these things.
     *
     * @param reasons such as {@code complaint}, as the contact policy names them
     * @return how many
     */
    public int wake(String customerId, Set<String> reasons, Instant now) {
        return jdbc.sql(
                        """
                update rapport.outbox_message set due_at = :now
                where customer_id = :customer and state = 'queued' and due_at > :now
                  and inputs ->> 'waitFor' in (:reasons)""")
                .param("customer", customerId)
                .param("reasons", reasons)
                .param("now", Timestamp.from(now))
                .update();
    }

    long count(State state) {
        return jdbc.sql("select count(*) from rapport.outbox_message where state = :state")
                .param("state", state.name().toLowerCase(Locale.ROOT))
                .query(Long.class)
                .single();
    }

    /** @return since when the most overdue message has been due */
    Optional<Instant> oldestDue(Instant now) {
        return jdbc.sql("select due_at from rapport.outbox_message where state = 'queued' and due_at <= :now"
                        + " order by due_at limit 1")
                .param("now", Timestamp.from(now))
                .query(Timestamp.class)
                .optional()
                .map(Timestamp::toInstant);
    }

    /** A row of the table with all its columns. */
    public static OutboxMessage message(ResultSet row, int number) throws SQLException {
        return new OutboxMessage(
                row.getObject("id", UUID.class),
                row.getString("message"),
                row.getString("category"),
                row.getString("customer_id"),
                row.getString("staff_id"),
                row.getString("order_id"),
                row.getString("complaint_id"),
                row.getString("survey_id"),
                row.getString("coupon_code"),
                row.getString("journey"),
                row.getString("instance_id"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("message_id"),
                row.getInt("attempts"),
                instant(row, "queued_at"),
                instant(row, "due_at"),
                instant(row, "expires_at"),
                instant(row, "settled_at"),
                row.getString("locale"),
                row.getString("why"),
                row.getString("channel"),
                row.getInt("priority"),
                instant(row, "contacted_at"),
                row.getString("rule"),
                row.getString("inputs"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
