package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.Moments;
import io.rapport.database.OperatorDecision;
import io.rapport.database.OperatorDecision.Result;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.DeadLetter;
import io.rapport.inbox.InboxFigures;
import io.rapport.inbox.InboxOperations.Page;
import io.rapport.inbox.InboxOperations.RecordedDecision;
import io.rapport.inbox.InboxOperations.Span;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.NewEvent;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The SQL of operators. What changes events runs in the caller's transaction and holds their rows. */
@Component
public final class DeadLetters {

    static final String PAGE =
            """
            select seq, source, id, type, customer_id, received_at, settled_at, attempts, replays, reason
            from rapport.inbox_event
            where state = 'dead' and (:type::text is null or type = :type)
              and (settled_at, seq) < (:at::timestamptz, :seq::bigint)
            order by settled_at desc, seq desc limit :most""";

    /**
     * Of those that have waited longest in each partition, and of those that are tried again. Anyone who came
     * first has waited longest, about; a hundred are more than enough for that.
     */
    static final String OLDEST =
            """
            select min(since) as all, min(since) filter (where live) as live
            from (
                select coalesce(lifted_at, replayed_at, deliver_at, received_at) as since,
                       priority = 0 as live
                from generate_series(0, :last) p cross join generate_series(0, 1) l cross join lateral (
                    select * from rapport.inbox_event
                    where partition = p and priority = l and state = 'waiting' and not behind
                    order by due_at, seq limit 100) first
                union all
                select coalesce(lifted_at, replayed_at, deliver_at, received_at), priority = 0
                from rapport.inbox_event where state = 'waiting' and (attempts > 0 or conflicts > 0)) longest""";

    private final JdbcClient jdbc;
    private final InboxQueue queue;
    private final DeliveryStore deliveries;
    private final EventCatalogue catalogue;
    private final ObjectMapper json;

    DeadLetters(
            JdbcClient jdbc, InboxQueue queue, DeliveryStore deliveries, EventCatalogue catalogue, ObjectMapper json) {
        this.jdbc = jdbc;
        this.queue = queue;
        this.deliveries = deliveries;
        this.catalogue = catalogue;
        this.json = json;
    }

    /**
     * @param now by the business clock
     * @return how the inbox stands
     */
    public InboxFigures figures(Instant now) {
        return new InboxFigures(
                queue.countWaiting(),
                oldest(now).all(),
                oldest(now).live(),
                retrying(),
                queue.count("unmatched"),
                queue.count("scheduled"),
                queue.count("dead"),
                deliveries.open(),
                deliveries.failing() + deliveries.dead(),
                lastMinute(now));
    }

    /** How long the oldest waiting event has been in the queue, and the oldest live one. */
    record Ages(Duration all, Duration live) {}

    Ages oldest(Instant now) {
        return jdbc.sql(OLDEST)
                .param("last", CustomerLock.PARTITIONS - 1)
                .query((rs, n) -> new Ages(age(rs.getTimestamp("all"), now), age(rs.getTimestamp("live"), now)))
                .single();
    }

    /** Another node's clock may be ahead: no age is below zero. */
    private static Duration age(Timestamp since, Instant now) {
        return since == null || since.toInstant().isAfter(now)
                ? Duration.ZERO
                : Duration.between(since.toInstant(), now);
    }

    /** How many failed and are tried again. */
    long retrying() {
        return jdbc.sql("select count(*) from rapport.inbox_event where state = 'waiting'"
                        + " and (attempts > 0 or conflicts > 0)")
                .query(Long.class)
                .single();
    }

    private long lastMinute(Instant now) {
        return jdbc.sql(
                        """
                select coalesce(sum(case when minute = :now then done_before when minute = :before then done_now end), 0)
                from rapport.inbox_worker""")
                .param("now", Timestamp.from(now.truncatedTo(ChronoUnit.MINUTES)))
                .param(
                        "before",
                        Timestamp.from(now.truncatedTo(ChronoUnit.MINUTES).minus(1, ChronoUnit.MINUTES)))
                .query(Long.class)
                .single();
    }

    /**
     * @param type only of this type; {@code null} for all
     * @param after where the page before ended; {@code null} for the first
     * @param most dead letters on the page
     * @return the page
     */
    public Page page(String type, String after, int most) {
        Position position = Position.parse(after);
        List<DeadLetter> found = jdbc.sql(PAGE)
                .param("type", type, Types.VARCHAR)
                .param("at", position.at())
                .param("seq", position.seq())
                .param("most", most + 1)
                .query((rs, n) -> new DeadLetter(
                        rs.getLong("seq"),
                        rs.getString("source"),
                        rs.getString("id"),
                        rs.getString("type"),
                        rs.getString("customer_id"),
                        rs.getTimestamp("received_at").toInstant(),
                        rs.getTimestamp("settled_at").toInstant(),
                        rs.getInt("attempts"),
                        rs.getInt("replays"),
                        rs.getString("reason")))
                .list();
        if (found.size() <= most) {
            return new Page(found, null);
        }
        DeadLetter last = found.get(most - 1);
        return new Page(found.subList(0, most), last.diedAt() + "," + last.seq());
    }

    private record Position(String at, long seq) {

        static Position parse(String text) {
            if (text == null || text.isEmpty()) {
                return new Position("infinity", Long.MAX_VALUE);
            }
            int comma = text.indexOf(',');
            try {
                return new Position(
                        Moments.parse(text.substring(0, Math.max(comma, 0))).toString(),
                        Long.parseLong(text.substring(comma + 1)));
            } catch (java.time.DateTimeException | NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is not where a page ended", e);
            }
        }
    }

    /**
     * @param state which events
     * @param span and when they were received
     * @param after only larger numbers
     * @param most how many at the most
     * @return their numbers in order
     */
    public List<Long> chosen(String state, Span span, long after, int most) {
        return jdbc.sql(
                        """
                select seq from rapport.inbox_event
                where state = :state and received_at >= :from and received_at < :to and seq > :after
                  and (:type::text is null or type = :type)
                order by seq limit :most""")
                .param("state", state)
                .param("from", Timestamp.from(span.from()))
                .param("to", Timestamp.from(span.to()))
                .param("after", after)
                .param("type", span.type(), Types.VARCHAR)
                .param("most", most)
                .query(Long.class)
                .list();
    }

    /**
     * Puts dead letters back into the queue, at the places they had.
     *
     * @param seqs their numbers
     * @param decision by whom and why
     * @param about how they were chosen
     * @param now the moment of it
     * @return what came of it
     */
    public Result replay(Collection<Long> seqs, OperatorDecision decision, String about, Instant now) {
        return again(replayable("dead", seqs), seqs.size(), "replay", decision, about, now);
    }

    /**
     * Puts done events back into the queue for the tables alone.
     *
     * @param seqs their numbers
     * @param decision by whom and why
     * @param about how they were chosen
     * @param now the moment of it
     * @return what came of it
     */
    public Result projectAgain(Collection<Long> seqs, OperatorDecision decision, String about, Instant now) {
        return again(replayable("done", seqs), seqs.size(), "project-again", decision, about, now);
    }

    private Result again(
            List<Long> seqs, int chosen, String action, OperatorDecision decision, String about, Instant now) {
        if (action.equals("replay")) {
            // it goes to all journeys anew
            jdbc.sql("delete from rapport.inbox_delivery where event_seq = any(:seqs)")
                    .param("seqs", seqs.toArray(Long[]::new))
                    .update();
        }
        jdbc.sql(
                        """
                update rapport.inbox_event
                set state = 'waiting', due_at = :now, settled_at = null, reason = null, attempts = 0, deaths = 0,
                    conflicts = 0, expires_at = null, sidelined = false, behind = false, replays = replays + 1, replayed_at = :now, replayed_by = :who, replay_note = :note,
                    projections_only = projections_only or :again
                where seq = any(:seqs)""")
                .param("now", Timestamp.from(now))
                .param("who", decision.who())
                .param("note", decision.note())
                .param("again", action.equals("project-again"))
                .param("seqs", seqs.toArray(Long[]::new))
                .update();
        audit(seqs, action, decision, about, now);
        return new Result(seqs.size(), chosen - seqs.size());
    }

    /** Of these events, held from now on, those in a state whose data is still what their type asks for. */
    private List<Long> replayable(String state, Collection<Long> seqs) {
        List<Long> fit = new ArrayList<>();
        jdbc.sql(
                        """
                select seq, source, id, type, customer_id, data from rapport.inbox_event
                where seq = any(:seqs) and state = :state order by seq for update""")
                .param("seqs", seqs.toArray(Long[]::new))
                .param("state", state)
                .query(rs -> {
                    NewEvent event = new NewEvent(
                            rs.getString("source"),
                            rs.getString("id"),
                            rs.getString("type"),
                            rs.getString("customer_id"),
                            null,
                            read(rs.getString("data")));
                    if (isFit(event) && !(state.equals("done") && event.type().equals("customer.erased"))) {
                        fit.add(rs.getLong("seq"));
                    }
                });
        return fit;
    }

    private boolean isFit(NewEvent event) {
        try {
            catalogue.check(event);
            return true;
        } catch (InvalidEvent emptiedOrNoLongerKnown) {
            return false;
        }
    }

    /**
     * Puts dead letters away.
     *
     * @param seqs their numbers
     * @param decision by whom and why
     * @param about how they were chosen
     * @param now the moment of it
     * @return what came of it
     */
    public Result discard(Collection<Long> seqs, OperatorDecision decision, String about, Instant now) {
        List<Long> gone = jdbc.sql(
                        """
                update rapport.inbox_event set state = 'discarded', settled_at = :now
                where seq = any(:seqs) and state = 'dead' returning seq""")
                .param("now", Timestamp.from(now))
                .param("seqs", seqs.toArray(Long[]::new))
                .query(Long.class)
                .list();
        audit(gone, "discard", decision, about, now);
        return new Result(gone.size(), seqs.size() - gone.size());
    }

    void audit(List<Long> seqs, String action, OperatorDecision decision, String about, Instant now) {
        if (seqs.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                insert into rapport.inbox_audit (at, who, action, note, about, events)
                values (:at, :who, :action, :note, :about, :events)""")
                .param("at", Timestamp.from(now))
                .param("who", decision.who())
                .param("action", action)
                .param("note", decision.note())
                .param("about", about)
                .param("events", seqs.toArray(Long[]::new))
                .update();
    }

    /**
     * @param most how many at the most
     * @return what was decided, the youngest first
     */
    public List<RecordedDecision> decisions(int most) {
        return jdbc.sql(
                        """
                select at, who, action, note, about, cardinality(events) as events
                from rapport.inbox_audit order by id desc limit :most""")
                .param("most", most)
                .query((rs, n) -> new RecordedDecision(
                        rs.getTimestamp("at").toInstant(),
                        rs.getString("who"),
                        rs.getString("action"),
                        rs.getString("note"),
                        rs.getString("about"),
                        rs.getInt("events")))
                .list();
    }

    private com.fasterxml.jackson.databind.JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database returned JSON that cannot be read", e);
        }
    }
}
