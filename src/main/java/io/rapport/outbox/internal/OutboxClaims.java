package io.rapport.outbox.internal;

import io.rapport.contactpolicy.Category;
import io.rapport.database.Columns;
import io.rapport.outbox.OutboxMessage;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * Takes rows of the outbox for a worker, and gives back what nothing was done about. What becomes of the others:
 * {@link OutboxTransitions}.
 */
@Component
final class OutboxClaims {

    /** When a lease ends, by the parameter {@code lease} in milliseconds. */
    static final String LEASE = "clock_timestamp() + :lease * interval '1 millisecond'";

    /**
     * 1 for what can wait, since nobody asked for it, as {@link Category#optOut} has it; 0 for the rest. Written as the index
     * {@code outbox_message_queued} has it: a plain condition would be turned about until it fits the index no more.
     */
    private static final String CAN_WAIT = "(case when category in ('care', 'promotional') then 1 else 0 end)";

    /**
     * A condition that holds, for a statement that is a transaction by itself. A claim that the database's machine forgets
     * leaves the row queued as it was; its worker then finds no row of its own to mark.
     */
    private static final String NOT_WAITING_FOR_THE_DISK =
            "(select set_config('synchronous_commit', 'off', true)) is not null";

    /** One in so many of a batch may always be one that can wait. */
    private static final int PATIENT_SHARE = 5;

    private static final Comparator<OutboxMessage> ORDER = Comparator.comparing(
                    (OutboxMessage message) -> Category.of(message.category()).optOut())
            .thenComparing(OutboxMessage::dueAt)
            .thenComparing(OutboxMessage::queuedAt);

    static final String CLAIM = claim("");
    private static final String CLAIM_OF_SOME = claim("and message = any(:messages)");

    private final JdbcClient jdbc;

    OutboxClaims(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What somebody waits for goes first, what can wait fills the batch up. A part of each batch is for what can wait,
     * however much is urgent: a backlog of neither holds up the other.
     */
    private static String claim(String filter) {
        return """
                with urgent as (%s), patient as (%s)
                update rapport.outbox_message m
                set state = 'claimed', claimed_by = :worker, lease_until = %s
                from (select id from urgent union all select id from patient) due
                where m.id = due.id and %s
                returning m.*"""
                .formatted(
                        due(CAN_WAIT + " = 0", filter, ":most"),
                        due(CAN_WAIT + " = 1", filter, "greatest(:most - (select count(*) from urgent), :share)"),
                        LEASE,
                        NOT_WAITING_FOR_THE_DISK);
    }

    private static String due(String urgency, String filter, String most) {
        return """
                select due.id from unnest(cast(:channels as text[])) as asked (channel) cross join lateral (
                    select id from rapport.outbox_message
                    where state = 'queued' and channel = asked.channel and %s and due_at <= :now %s
                    order by due_at limit %s for update skip locked) due"""
                .formatted(urgency, filter, most);
    }

    /**
     * Claims due messages that no other worker has claimed.
     *
     * @param channels that they are to go out on, as far as one knows
     * @param most messages, of each channel; of those that can wait a fifth of it comes on top of what is urgent
     * @param lease real time after which they are free for others
     * @return what somebody waits for first, then by the time since when they are due
     */
    List<OutboxMessage> claim(String worker, List<String> channels, Instant now, int most, Duration lease) {
        return claim(jdbc.sql(CLAIM), worker, channels, now, most, lease);
    }

    /** Takes due messages as {@link #claim(String, List, Instant, int, Duration)} does, but only of these names. */
    List<OutboxMessage> claimOf(
            Collection<String> messages, String worker, List<String> channels, Instant now, int most, Duration lease) {
        StatementSpec some = jdbc.sql(CLAIM_OF_SOME).param("messages", messages.toArray(String[]::new));
        return claim(some, worker, channels, now, most, lease);
    }

    private static List<OutboxMessage> claim(
            StatementSpec statement, String worker, List<String> channels, Instant now, int most, Duration lease) {
        return statement
                .param("worker", worker)
                .param("channels", channels.toArray(String[]::new))
                .param("now", Timestamp.from(now))
                .param("most", most)
                .param("share", Math.max(1, most / PATIENT_SHARE))
                .param("lease", lease.toMillis())
                .query(OutboxTable::message)
                .list()
                .stream()
                .sorted(ORDER)
                .toList();
    }

    /**
     * Reads messages anew that a worker took.
     *
     * @param messages as they were
     * @return those that it still holds, in the same order
     */
    List<OutboxMessage> still(String worker, List<OutboxMessage> messages) {
        return jdbc.sql(
                        """
                        select m.* from unnest(:ids::uuid[]) with ordinality as held (id, place)
                        join rapport.outbox_message m using (id)
                        where m.state = 'claimed' and m.claimed_by = :worker
                        order by held.place""")
                .param("ids", Columns.of(messages, OutboxMessage::id))
                .param("worker", worker)
                .query(OutboxTable::message)
                .list();
    }

    /** Gives back what a worker claimed and did not come to. */
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
}
