package io.rapport.inbox.internal;

import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventEffect;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The SQL of what becomes of an event: done, still owed to journeys, tried again, given up. Where it leaves its customer's
 * queue, the caller's transaction holds the customer's partition and calls the next one ({@link InboxQueue#callNext}).
 */
@Component
final class InboxTransitions {

    private final JdbcClient jdbc;
    private final InboxJson json;

    InboxTransitions(JdbcClient jdbc, InboxJson json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void done(List<Event> events, Map<Long, List<EventEffect>> effects, Instant now) {
        if (events.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                update rapport.inbox_event e
                set state = 'done', settled_at = :now, effects = n.effects::jsonb, reason = null
                from unnest(:seqs::bigint[], :effects::text[]) n (seq, effects) where e.seq = n.seq""")
                .param("now", Timestamp.from(now))
                .param("seqs", events.stream().map(Event::seq).toArray(Long[]::new))
                .param("effects", effects(events, effects))
                .update();
    }

    /** Events that were brought to the tables again; what they did to journeys before stands. */
    void projected(List<Event> events, Instant now) {
        if (events.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                update rapport.inbox_event
                set state = 'done', settled_at = :now, reason = null, projections_only = false where seq = any(:seqs)""")
                .param("now", Timestamp.from(now))
                .param("seqs", events.stream().map(Event::seq).toArray(Long[]::new))
                .update();
    }

    /** What one journey took is reported with what the others took. */
    record Standing(String state, boolean unmatched) {}

    /** The tables have the events, and some journeys are still to take them. */
    void delivering(List<Event> events, Map<Long, List<EventEffect>> effects) {
        if (events.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                update rapport.inbox_event e
                set state = 'delivering', refs = array(select jsonb_array_elements_text(n.refs)), effects = n.effects,
                    reason = null
                from unnest(:seqs::bigint[], :refs::jsonb[], :effects::jsonb[]) n (seq, refs, effects)
                where e.seq = n.seq""")
                .param("seqs", Columns.of(events, Event::seq))
                .param("refs", Columns.of(events, json::refs))
                .param("effects", effects(events, effects))
                .update();
    }

    private String[] effects(List<Event> events, Map<Long, List<EventEffect>> effects) {
        return Columns.of(events, event -> json.write(effects.getOrDefault(event.seq(), List.of())));
    }

    Standing addEffects(long seq, List<EventEffect> effects) {
        return jdbc.sql(
                        """
                update rapport.inbox_event set effects = effects || :effects::jsonb where seq = :seq
                returning state, jsonb_array_length(effects) = 0""")
                .param("effects", json.write(effects))
                .param("seq", seq)
                .query((rs, n) -> new Standing(rs.getString(1), rs.getBoolean(2)))
                .single();
    }

    void stillOwed(long seq) {
        jdbc.sql("update rapport.inbox_event set state = 'delivering' where seq = :seq")
                .param("seq", seq)
                .update();
    }

    void delivered(long seq, Instant now) {
        jdbc.sql("update rapport.inbox_event set state = 'done', settled_at = :now where seq = :seq")
                .param("now", Timestamp.from(now))
                .param("seq", seq)
                .update();
    }

    /** Nothing is counted but the conflict. */
    void conflict(long seq, int conflicts, Instant due, String reason) {
        jdbc.sql(
                        """
                update rapport.inbox_event set conflicts = :conflicts, due_at = :due, reason = :reason
                where seq = :seq and state in ('waiting', 'unmatched')""")
                .param("conflicts", conflicts)
                .param("due", Timestamp.from(due))
                .param("reason", reason)
                .param("seq", seq)
                .update();
    }

    /** Nothing is counted: it was not its fault. */
    void putOff(long seq, Instant due) {
        jdbc.sql("update rapport.inbox_event set due_at = :due where seq = :seq and state in ('waiting', 'unmatched')")
                .param("due", Timestamp.from(due))
                .param("seq", seq)
                .update();
    }

    /** @param sidelined whether the customer's later events go on meanwhile; once sidelined, an event stays so */
    void retry(long seq, int attempts, Instant due, String reason, boolean sidelined) {
        jdbc.sql(
                        """
                update rapport.inbox_event
                set attempts = :attempts, due_at = :due, reason = :reason, sidelined = sidelined or :sidelined
                where seq = :seq and state = 'waiting'""")
                .param("attempts", attempts)
                .param("due", Timestamp.from(due))
                .param("reason", reason)
                .param("sidelined", sidelined)
                .param("seq", seq)
                .update();
    }

    void dead(long seq, int attempts, Instant now, String reason, boolean emptied) {
        jdbc.sql(
                        """
                update rapport.inbox_event
                set state = 'dead', attempts = :attempts, settled_at = :now, reason = :reason,
                    data = case when :emptied then '{}'::jsonb else data end
                where seq = :seq and state in ('waiting', 'unmatched')""")
                .param("attempts", attempts)
                .param("now", Timestamp.from(now))
                .param("reason", reason)
                .param("emptied", emptied)
                .param("seq", seq)
                .update();
    }

    /** An event that concerns nobody any more goes, and what it said. */
    void discard(long seq, Instant now, String reason) {
        jdbc.sql(
                        """
                update rapport.inbox_event
                set state = 'discarded', settled_at = :now, reason = :reason, data = '{}'
                where seq = :seq and state in ('waiting', 'unmatched')""")
                .param("now", Timestamp.from(now))
                .param("reason", reason)
                .param("seq", seq)
                .update();
    }

    /** An event that kills processes becomes a dead letter. */
    void park(long seq, Instant now, String reason) {
        jdbc.sql(
                        """
                update rapport.inbox_event set state = 'dead', settled_at = :now, reason = :reason
                where seq = :seq and state in ('waiting', 'unmatched')""")
                .param("now", Timestamp.from(now))
                .param("reason", reason)
                .param("seq", seq)
                .update();
    }
}
