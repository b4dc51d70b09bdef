package io.rapport.inbox.internal;

import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import io.rapport.inbox.internal.InboxRows.Row;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The SQL of events that no instance waits for yet. */
@Component
public final class UnmatchedEventStore {

    private static final String EXPIRED = "no journey waited for it before its time to live ended";

    static final String WAKE =
            """
            update rapport.inbox_event set due_at = :now, wakeups = wakeups + 1
            where state = 'unmatched' and refs && :keys::text[] and type = any(:types)""";

    private final JdbcClient jdbc;
    private final InboxRows rows;
    private final InboxJson json;

    UnmatchedEventStore(JdbcClient jdbc, InboxRows rows, InboxJson json) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.json = json;
    }

    /** Unmatched events whose next check is due. */
    List<Row> due(Instant now, int most) {
        return jdbc.sql(
                        "select " + InboxRows.COLUMNS
                                + """
                 from rapport.inbox_event where state = 'unmatched' and due_at <= :now
                order by due_at limit :most""")
                .param("now", Timestamp.from(now))
                .param("most", most)
                .query(rows::row)
                .list();
    }

    /** The unmatched event itself, if it still is and is due; the caller holds the partition, so that nobody else offers it. */
    Optional<Row> stillUnmatched(long seq, Instant now) {
        return jdbc.sql("select " + InboxRows.COLUMNS
                        + " from rapport.inbox_event where seq = :seq and state = 'unmatched' and due_at <= :now")
                .param("seq", seq)
                .param("now", Timestamp.from(now))
                .query(rows::row)
                .optional();
    }

    /** @param expires when the time to live of an event ends, unless it is known from before */
    void keep(List<Event> events, Instant now, Function<Event, Instant> expires) {
        if (events.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                update rapport.inbox_event e
                set state = 'unmatched', refs = array(select jsonb_array_elements_text(n.refs)), due_at = :due,
                    expires_at = coalesce(e.expires_at, n.expires), reason = null
                from unnest(:seqs::bigint[], :refs::jsonb[], :expires::timestamptz[]) n (seq, refs, expires)
                where e.seq = n.seq""")
                .param("due", Timestamp.from(now.plus(RetryPlan.nextCheck(Duration.ZERO))))
                .param("seqs", Columns.of(events, Event::seq))
                .param("refs", Columns.of(events, json::refs))
                .param("expires", Columns.of(events, expires))
                .update();
    }

    /** Puts the next check off, unless an instance began to wait since the row was read. */
    void putOff(Row row, Instant now) {
        jdbc.sql("update rapport.inbox_event set due_at = :due where seq = :seq and wakeups = :wakeups")
                .param("due", Timestamp.from(now.plus(RetryPlan.nextCheck(Duration.between(row.receivedAt(), now)))))
                .param("seq", row.seq())
                .param("wakeups", row.wakeups())
                .update();
    }

    /**
     * Instances about these things began to wait for these types: unmatched events that may be meant are due now.
     *
     * @param types event types
     * @param businessKeys references as text
     * @param now the new due date
     * @return how many unmatched events there are
     */
    public int wake(Collection<String> types, Collection<String> businessKeys, Instant now) {
        return jdbc.sql(WAKE)
                .param("now", Timestamp.from(now))
                .param("keys", businessKeys.toArray(String[]::new))
                .param("types", types.toArray(String[]::new))
                .update();
    }

    /** Unmatched events whose time to live is over become dead letters, unless a journey is still to take them. */
    int expire(Instant now) {
        return jdbc.sql(
                        """
                update rapport.inbox_event e
                set state = 'dead', settled_at = :now, reason = :reason
                where state = 'unmatched' and expires_at <= :now
                  and not exists (select 1 from rapport.inbox_delivery d
                                  where d.event_seq = e.seq and d.state in ('open', 'dead'))""")
                .param("now", Timestamp.from(now))
                .param("reason", EXPIRED)
                .update();
    }

    void retry(long seq, int attempts, Instant due) {
        jdbc.sql(
                        "update rapport.inbox_event set attempts = :attempts, due_at = :due where seq = :seq and state = 'unmatched'")
                .param("attempts", attempts)
                .param("due", Timestamp.from(due))
                .param("seq", seq)
                .update();
    }
}
