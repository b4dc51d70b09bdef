package io.rapport.outbox.internal;

import io.rapport.contactpolicy.Category;
import io.rapport.database.Columns;
import io.rapport.database.RoundTrip;
import io.rapport.outbox.OutboxMessage;
import io.rapport.release.NodeRelease;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Takes rows of the outbox for a worker, and gives back what nothing was done about. What becomes of the others:
 * {@link OutboxTransitions}.
 */
@Component
final class OutboxClaims {

    /** When a lease ends, by the parameter {@code lease} in milliseconds. */
    static final String LEASE = "clock_timestamp() + :lease * interval '1 millisecond'";

    /** One in so many of a batch may always be one that can wait. */
    private static final int PATIENT_SHARE = 5;

    private static final Comparator<OutboxMessage> ORDER = Comparator.comparing(
                    (OutboxMessage message) -> Category.of(message.category()).optOut())
            .thenComparing(OutboxMessage::dueAt)
            .thenComparing(OutboxMessage::queuedAt);

    /** The function has the order in which messages are taken, and why. */
    static final String CLAIM =
            """
            select * from rapport.claim_messages(
                cast(:channels as text[]), cast(:messages as text[]), :worker, :now, :most, :share,
                :lease * interval '1 millisecond')""";

    private final JdbcClient jdbc;
    private final RoundTrip roundTrip;
    private final NodeRelease node;

    OutboxClaims(JdbcClient jdbc, RoundTrip roundTrip, NodeRelease node) {
        this.jdbc = jdbc;
        this.roundTrip = roundTrip;
        this.node = node;
    }

    /**
     * Claims due messages that no other worker has claimed; none where this node does not hold the release that is live, since
     * one of them may have been asked for by that.
     *
     * @param channels that they are to go out on, as far as one knows
     * @param most messages, of each channel; of those that can wait a fifth of it comes on top of what is urgent
     * @param lease real time after which they are free for others
     * @return what somebody waits for first, then by the time since when they are due
     */
    List<OutboxMessage> claim(String worker, List<String> channels, Instant now, int most, Duration lease) {
        return take(null, worker, channels, now, most, lease);
    }

    /** Takes due messages as {@link #claim(String, List, Instant, int, Duration)} does, but only of these names. */
    List<OutboxMessage> claimOf(
            Collection<String> messages, String worker, List<String> channels, Instant now, int most, Duration lease) {
        return take(messages.toArray(String[]::new), worker, channels, now, most, lease);
    }

    /** @param messages names; null for all */
    private List<OutboxMessage> take(
            String[] messages, String worker, List<String> channels, Instant now, int most, Duration lease) {
        List<OutboxMessage> claimed = new ArrayList<>();
        AtomicLong live = new AtomicLong();
        Map<String, ?> parameters = Map.of(
                "messages", new SqlParameterValue(Types.ARRAY, messages),
                "worker", worker,
                "channels", channels.toArray(String[]::new),
                "now", Timestamp.from(now),
                "most", most,
                "share", Math.max(1, most / PATIENT_SHARE),
                "lease", lease.toMillis());
        roundTrip.run(List.of(
                new RoundTrip.Query(CLAIM, parameters, row -> claimed.add(OutboxTable.message(row, claimed.size()))),
                node.live(live::set)));
        if (!claimed.isEmpty() && !node.isCurrent(live.get())) {
            release(worker);
            return List.of();
        }
        claimed.sort(ORDER);
        return claimed;
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
