package io.rapport.outbox.internal;

import io.rapport.contactpolicy.Decision;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * What becomes of the rows that a worker took. Every change asks whether the row is still the worker's, since its lease may
 * have run out.
 */
@Component
final class OutboxSteps {

    private static final String BEGINNING =
            """
            state = 'sending', attempts = attempts + 1, locale = :locale, contacted_at = :now, rule = :rule, why = :why,
                inputs = :inputs::jsonb, recipient = :recipient, lease_until = %s"""
                    .formatted(OutboxClaims.LEASE);

    private static final String SENDING =
            """
            update rapport.outbox_message
            set channel = :channel, BEGINNING
            where id = :id and state = 'claimed' and claimed_by = :worker"""
                    .replace("BEGINNING", BEGINNING);

    private static final String SENT_AND_SENDING =
            """
            with sent as (
                update rapport.outbox_message
                set state = 'sent', settled_at = :now, lease_until = null, why = :sentWhy
                where id = :sent::uuid and claimed_by = :worker and state in ('claimed', 'sending', 'unknown'))
            update rapport.outbox_message
            set BEGINNING
            where id = :id and state = 'claimed' and claimed_by = :worker
              and exists (select from rapport.contact_version where customer_id = :customer and version = :version)
              and not exists (select from rapport.suppression where address = :recipient)
              and (:stands is null or exists (
                  select from rapport.customer_order
                  where id = :order and (returned_at is null and cancelled_at is null) = :stands))"""
                    .replace("BEGINNING", BEGINNING);

    private final JdbcClient jdbc;

    OutboxSteps(JdbcClient jdbc) {
        this.jdbc = jdbc;
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
        StatementSpec sending = jdbc.sql(SENDING).param("channel", channel);
        return beginning(sending, message, worker, locale, decision, recipient, now, lease)
                        .update()
                == 1;
    }

    /**
     * Records by one statement that a message was sent, and that the next is about to be handed over; that only if what let
     * it go is still so: the customer, the preferences and the consents are as they were read, the order stands or not as it
     * did, and the address is not suppressed.
     *
     * @param sent the one before, null for none; its record is made whatever becomes of the other
     * @param why of that one
     * @param version of the customer, as {@code Addressee} has it
     * @param stands whether the order stood; null if the message is about none
     * @return false if the message was not marked
     */
    boolean markSendingIfStill(
            UUID sent,
            String why,
            OutboxMessage message,
            String worker,
            String locale,
            Decision decision,
            byte[] recipient,
            String version,
            Boolean stands,
            Instant now,
            Duration lease) {
        StatementSpec both = jdbc.sql(SENT_AND_SENDING)
                // typed, so that the statement stays prepared whether they are null or not
                .param("sent", sent == null ? null : sent.toString(), Types.VARCHAR)
                .param("sentWhy", why, Types.VARCHAR)
                .param("customer", message.customerId())
                .param("version", version)
                .param("order", message.orderId(), Types.VARCHAR)
                .param("stands", stands, Types.BOOLEAN);
        return beginning(both, message, worker, locale, decision, recipient, now, lease)
                        .update()
                == 1;
    }

    private static StatementSpec beginning(
            StatementSpec statement,
            OutboxMessage message,
            String worker,
            String locale,
            Decision decision,
            byte[] recipient,
            Instant now,
            Duration lease) {
        return statement
                .param("id", message.id())
                .param("worker", worker)
                .param("locale", locale)
                .param("now", Timestamp.from(now))
                .param("rule", decision.rule())
                .param("why", decision.why())
                .param("inputs", decision.inputs())
                .param("recipient", recipient)
                .param("lease", lease.toMillis());
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

    /**
     * Leaves a message that nothing was done about to the workers of another channel: no attempt is used up.
     *
     * @param channel that the policy chose
     * @param dueAt when they are to look at it
     * @param why null if they are to look at it at once, and the reason stands elsewhere
     */
    void handOver(OutboxMessage message, String worker, String channel, Instant dueAt, String rule, String why) {
        jdbc.sql(
                        """
                update rapport.outbox_message
                set state = 'queued', lease_until = null, claimed_by = null, channel = :channel, due_at = :due,
                    rule = coalesce(:rule, rule), why = coalesce(:why, why)
                where id = :id and claimed_by = :worker and state = 'claimed'""")
                .param("id", message.id())
                .param("worker", worker)
                .param("channel", channel)
                .param("due", Timestamp.from(dueAt))
                .param("rule", rule)
                .param("why", why)
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
}
