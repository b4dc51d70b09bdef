package io.rapport.outbox.internal;

import io.rapport.database.OperatorDecision;
import io.rapport.mail.DeliveryProperties;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.UnresolvedMessages.RecordedDecision;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.UnknownOutcomeRule;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The SQL around messages of which nobody knows whether they arrived. What changes them runs in the caller's transaction
 * and holds their rows; a worker that comes back late with the truth finds them changed and leaves them.
 */
@Component
public final class UnresolvedMessageStore {

    private final JdbcClient jdbc;
    private final MessageCatalogue catalogue;
    private final MessageOutcomes outcomes;
    private final DeliveryProperties.Resend policy;

    UnresolvedMessageStore(
            JdbcClient jdbc, MessageCatalogue catalogue, MessageOutcomes outcomes, DeliveryProperties properties) {
        this.jdbc = jdbc;
        this.outcomes = outcomes;
        this.catalogue = catalogue;
        this.policy = properties.resend();
    }

    /**
     * Puts those back into the queue that are to be sent again by rule and have waited long enough for the truth. Their
     * Message-ID stays, so that a mailbox may tell that it has the mail already.
     *
     * @return how many
     */
    int resend(Instant now) {
        String[] names = catalogue.names().stream()
                .filter(name -> catalogue.definition(name).unknown() == UnknownOutcomeRule.RESEND)
                .toArray(String[]::new);
        if (names.length == 0 || policy.most() == 0) {
            return 0;
        }
        return jdbc.sql(
                        """
                with again as (
                    update rapport.outbox_message
                    set state = 'queued', due_at = :now, settled_at = null, contacted_at = null, lease_until = null,
                        claimed_by = null, resends = resends + 1, rule = 'resend',
                        why = 'sent again by rule, for the ' || (resends + 1) || '. time of at most ' || :most || '; '
                            || why
                    where state = 'unknown' and settled_at <= :before and message = any(:names)
                      and resends < :most and expires_at > :now
                    returning id, channel, rule, why)
                insert into rapport.outbox_delivery_log (message_id, at, outcome, channel, rule, why)
                select id, :now, 'retried', channel, rule, why from again""")
                .param("now", Timestamp.from(now))
                .param("before", Timestamp.from(now.minus(policy.after())))
                .param("names", names)
                .param("most", policy.most())
                .update();
    }

    /**
     * @param most how many at the most
     * @return messages of which nobody knows whether they arrived, the oldest first
     */
    public List<OutboxMessage> unknown(int most) {
        return jdbc.sql(
                        """
                select * from rapport.outbox_message where state = 'unknown'
                order by settled_at, id limit :most""")
                .param("most", most)
                .query(OutboxTable::message)
                .list();
    }

    /**
     * Ends messages as somebody found out that they ended, and notifies the journeys that sent them.
     *
     * @param arrived whether they did
     * @return how many were still unknown
     */
    public int settle(Collection<UUID> ids, boolean arrived, OperatorDecision decision, Instant now) {
        List<OutboxMessage> settled = jdbc.sql(
                        """
                update rapport.outbox_message
                set state = :state, settled_at = :now, lease_until = null, claimed_by = null, rule = 'operator',
                    contacted_at = case when :arrived then contacted_at end, why = :why
                where id = any(:ids) and state = 'unknown' returning *""")
                .param("state", arrived ? "sent" : "failed")
                .param("arrived", arrived)
                .param("why", "settled by " + decision.who() + ": " + decision.note())
                .param("now", Timestamp.from(now))
                .param("ids", ids.toArray(UUID[]::new))
                .query(OutboxTable::message)
                .list();
        settled.forEach(message -> outcomes.record(message, arrived ? Outcome.SENT : Outcome.FAILED, "operator"));
        audit(
                settled.stream().map(OutboxMessage::id).toList(),
                arrived ? "settle-sent" : "settle-failed",
                decision,
                now);
        return settled.size();
    }

    /**
     * Has messages sent again that are unknown, or failed, on any of their channels. Whether they still may go, the policy decides
     * anew.
     *
     * @return how many were
     */
    public int sendAgain(Collection<UUID> ids, OperatorDecision decision, Instant now) {
        List<UUID> again = jdbc.sql(
                        """
                update rapport.outbox_message
                set state = 'queued', due_at = :now, settled_at = null, contacted_at = null, lease_until = null,
                    claimed_by = null, rule = 'operator', why = :why, refused_channels = null
                where id = any(:ids) and state in ('unknown', 'failed') returning id""")
                .param("why", "sent again by " + decision.who() + ": " + decision.note())
                .param("now", Timestamp.from(now))
                .param("ids", ids.toArray(UUID[]::new))
                .query(UUID.class)
                .list();
        if (!again.isEmpty()) {
            jdbc.sql(
                            """
                    insert into rapport.outbox_delivery_log (message_id, at, outcome, channel, rule, why)
                    select id, :now, 'retried', channel, rule, why from rapport.outbox_message where id = any(:ids)""")
                    .param("now", Timestamp.from(now))
                    .param("ids", again.toArray(UUID[]::new))
                    .update();
        }
        audit(again, "send-again", decision, now);
        return again.size();
    }

    private void audit(List<UUID> messages, String action, OperatorDecision decision, Instant now) {
        if (messages.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                insert into rapport.outbox_audit (at, who, action, note, messages)
                values (:now, :who, :action, :note, :messages)""")
                .param("now", Timestamp.from(now))
                .param("who", decision.who())
                .param("action", action)
                .param("note", decision.note())
                .param("messages", messages.toArray(UUID[]::new))
                .update();
    }

    /** @return what was decided, the youngest first */
    public List<RecordedDecision> decisions(int most) {
        return jdbc.sql(
                        """
                select at, who, action, note, cardinality(messages) as messages
                from rapport.outbox_audit order by id desc limit :most""")
                .param("most", most)
                .query((rs, n) -> new RecordedDecision(
                        rs.getTimestamp("at").toInstant(),
                        rs.getString("who"),
                        rs.getString("action"),
                        rs.getString("note"),
                        rs.getInt("messages")))
                .list();
    }
}
