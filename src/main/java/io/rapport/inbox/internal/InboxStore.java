package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.inbox.Cancellation;
import io.rapport.inbox.Delivery;
import io.rapport.inbox.Effect;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Receipt;
import io.rapport.inbox.Reference;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The SQL of the inbox. */
@Component
public final class InboxStore {

    /** How many partitions the customers are spread over; the unit that one worker holds at a time. */
    static final int PARTITIONS = 64;

    /** First key of the advisory locks that guard the partitions. */
    static final int LOCK_CLASS = 0x7261_7070;

    private static final TypeReference<List<Effect>> EFFECTS = new TypeReference<>() {};
    private static final String EVENT_COLUMNS =
            "seq, source, id, type, customer_id, occurred_at, received_at, data, attempts, refs, suspect, hastened,"
                    + " projections_only";

    /**
     * Whether {@code e} is first in its customer's queue. Not written as "is the least", of which the planner expects so
     * few that it reads and sorts the whole partition instead of following its index.
     */
    private static final String IS_HEAD =
            """
            (e.aside or not exists (select 1 from rapport.inbox_event b
                                    where b.customer_id = e.customer_id and b.state = 'waiting' and not b.aside
                                      and b.seq < e.seq))
            """;

    static final String NEXT = "select " + EVENT_COLUMNS + "\n"
            + """
            from unnest(:partitions::smallint[]) held (p) cross join lateral (
                select e.* from rapport.inbox_event e
                where e.partition = held.p and e.state = 'waiting' and e.due_at <= :now and
            """
            + IS_HEAD
            + """
                order by e.seq limit :share) due
            order by seq""";

    static final String HASTEN =
            """
            update rapport.inbox_event set due_at = :now, hastened = hastened + 1
            where state = 'early' and refs && :keys::text[] and type = any(:types)""";

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final ObjectMapper json;
    private final EventCatalogue catalogue;

    InboxStore(JdbcClient jdbc, JdbcTemplate template, ObjectMapper json, EventCatalogue catalogue) {
        this.jdbc = jdbc;
        this.template = template;
        this.json = json;
        this.catalogue = catalogue;
    }

    /** A row on its way through a worker. */
    record Row(
            long seq,
            String source,
            String id,
            String type,
            String customerId,
            Instant occurredAt,
            Instant receivedAt,
            JsonNode data,
            int attempts,
            List<String> refs,
            boolean suspect,
            int hastened,
            boolean projectionsOnly) {}

    static int partition(String customerId) {
        return Math.floorMod(customerId.hashCode(), PARTITIONS);
    }

    /**
     * Writes a new event.
     *
     * @param event checked against the catalogue
     * @param deliverAt when it is to be delivered; {@code null} for now
     * @param now the moment of receipt
     * @return false if there is one with this source and id
     */
    public boolean insert(NewEvent event, Instant deliverAt, Instant now) {
        return jdbc.sql(
                                """
                        insert into rapport.inbox_event
                            (source, id, type, customer_id, partition, data, occurred_at, received_at, due_at, deliver_at,
                             state)
                        values (:source, :id, :type, :customer, :partition, :data::jsonb, :occurred, :now, :now, :deliver,
                                :state)
                        on conflict (source, id) do nothing""")
                        .param("source", event.source())
                        .param("id", event.id())
                        .param("type", event.type())
                        .param("customer", event.customerId())
                        .param("partition", partition(event.customerId()))
                        .param("data", write(event.data()))
                        .param("occurred", Timestamp.from(occurred(event, deliverAt, now)))
                        .param("now", Timestamp.from(now))
                        .param("deliver", timestamp(deliverAt), Types.TIMESTAMP)
                        .param("state", deliverAt != null && deliverAt.isAfter(now) ? "scheduled" : "waiting")
                        .update()
                == 1;
    }

    private static Instant occurred(NewEvent event, Instant deliverAt, Instant now) {
        if (event.occurredAt() != null) {
            return event.occurredAt();
        }
        return deliverAt == null ? now : deliverAt;
    }

    /**
     * Writes new events with one statement. They are numbered in their order and written in the order of their keys: two
     * batches with the same events in another order would otherwise each wait for a row of the other.
     *
     * @param deliveries their events checked against the catalogue
     * @param now the moment of receipt
     * @return for each event whether it is new, known or in conflict with a known one
     */
    public List<Receipt> insertAll(List<Delivery> deliveries, Instant now) {
        List<NewEvent> events = deliveries.stream().map(Delivery::event).toList();
        String[] sources = events.stream().map(NewEvent::source).toArray(String[]::new);
        String[] ids = events.stream().map(NewEvent::id).toArray(String[]::new);
        String[] types = events.stream().map(NewEvent::type).toArray(String[]::new);
        String[] customers = events.stream().map(NewEvent::customerId).toArray(String[]::new);
        String[] data = events.stream().map(event -> write(event.data())).toArray(String[]::new);
        String[] times =
                deliveries.stream().map(delivery -> text(delivery.at())).toArray(String[]::new);
        Set<Identity> inserted = new HashSet<>(jdbc.sql(
                        """
                with numbered as materialized (
                    select nextval(pg_get_serial_sequence('rapport.inbox_event', 'seq')) as seq, e.*
                    from (select * from unnest(:sources::text[], :ids::text[], :types::text[], :customers::text[],
                                               :partitions::smallint[], :data::text[], :occurred::timestamptz[],
                                               :times::timestamptz[])
                              with ordinality u (source, id, type, customer, partition, data, occurred, deliver, place)
                          order by place) e)
                insert into rapport.inbox_event
                    (seq, source, id, type, customer_id, partition, data, occurred_at, received_at, due_at, deliver_at,
                     state)
                overriding system value
                select seq, source, id, type, customer, partition, data::jsonb, coalesce(occurred, deliver, :now), :now,
                       :now, deliver, case when deliver > :now then 'scheduled' else 'waiting' end
                from numbered
                order by source, id, seq
                on conflict (source, id) do nothing
                returning source, id""")
                .param("now", Timestamp.from(now))
                .param("sources", sources)
                .param("ids", ids)
                .param("types", types)
                .param("customers", customers)
                .param(
                        "partitions",
                        events.stream()
                                .map(event -> partition(event.customerId()))
                                .toArray(Integer[]::new))
                .param("data", data)
                .param(
                        "occurred",
                        events.stream().map(event -> text(event.occurredAt())).toArray(String[]::new))
                .param("times", times)
                .query((rs, n) -> new Identity(rs.getString("source"), rs.getString("id")))
                .list());
        Receipt[] receipts = new Receipt[events.size()];
        boolean all = true;
        for (int i = 0; i < receipts.length; i++) {
            // the first of those that come twice in one batch is the row, the others are compared with it
            if (inserted.remove(new Identity(sources[i], ids[i]))) {
                receipts[i] = Receipt.ACCEPTED;
            } else {
                all = false;
            }
        }
        if (all) {
            return List.of(receipts);
        }
        // what is known but gone by now was done before
        Map<Integer, Boolean> same = new HashMap<>();
        jdbc.sql(
                        """
                select n.place,
                       e.type = n.type and e.customer_id = n.customer and (e.data = n.data::jsonb or e.data = '{}')
                       and e.deliver_at is not distinct from n.deliver as same
                from unnest(:sources::text[], :ids::text[], :types::text[], :customers::text[], :data::text[],
                            :times::timestamptz[])
                    with ordinality n (source, id, type, customer, data, deliver, place)
                join rapport.inbox_event e on e.source = n.source and e.id = n.id""")
                .param("sources", sources)
                .param("ids", ids)
                .param("types", types)
                .param("customers", customers)
                .param("data", data)
                .param("times", times)
                .query(rs -> {
                    same.put(rs.getInt("place") - 1, rs.getBoolean("same"));
                });
        for (int i = 0; i < receipts.length; i++) {
            if (receipts[i] == null) {
                receipts[i] = same.getOrDefault(i, true) ? Receipt.DUPLICATE : Receipt.CONFLICT;
            }
        }
        return List.of(receipts);
    }

    private static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }

    /** What an event is known by. */
    private record Identity(String source, String id) {}

    /**
     * Compares an event with the one that has its source and id.
     *
     * @param event the one that came again
     * @param deliverAt when this one is to be delivered; {@code null} for now
     * @return whether type, customer, time of delivery and data are the same; an emptied (erased) event equals any
     */
    public boolean isSame(NewEvent event, Instant deliverAt) {
        return jdbc.sql(
                        """
                select type = :type and customer_id = :customer and (data = :data::jsonb or data = '{}')
                   and deliver_at is not distinct from :deliver::timestamptz
                from rapport.inbox_event where source = :source and id = :id""")
                .param("type", event.type())
                .param("customer", event.customerId())
                .param("data", write(event.data()))
                .param("deliver", timestamp(deliverAt), Types.TIMESTAMP)
                .param("source", event.source())
                .param("id", event.id())
                .query(Boolean.class)
                .optional()
                // known, and deleted meanwhile: it was done
                .orElse(true);
    }

    /**
     * @param source the sender
     * @param id the sender's id
     * @return what became of the event
     */
    public Optional<EventStatus> status(String source, String id) {
        return jdbc.sql(
                        """
                select source, id, type, state, received_at, settled_at, attempts, reason, expires_at, deliver_at, effects
                from rapport.inbox_event where source = :source and id = :id""")
                .param("source", source)
                .param("id", id)
                .query((rs, n) -> {
                    String state = rs.getString("state");
                    String reason = rs.getString("reason");
                    if (state.equals("early")) {
                        reason = "no journey waits for it yet; it is kept until " + instant(rs, "expires_at");
                    }
                    if (state.equals("scheduled")) {
                        reason = "it is to be delivered at " + instant(rs, "deliver_at");
                    }
                    return new EventStatus(
                            rs.getString("source"),
                            rs.getString("id"),
                            rs.getString("type"),
                            switch (state) {
                                case "done" -> EventStatus.State.DONE;
                                case "dead" -> EventStatus.State.DEAD;
                                case "cancelled" -> EventStatus.State.CANCELLED;
                                case "discarded" -> EventStatus.State.DISCARDED;
                                default -> EventStatus.State.WAITING;
                            },
                            instant(rs, "received_at"),
                            instant(rs, "settled_at"),
                            rs.getInt("attempts"),
                            reason,
                            effects(rs.getString("effects")));
                })
                .optional();
    }

    /**
     * Cancels an event that is not delivered yet.
     *
     * @param source the sender
     * @param id the sender's id
     * @param now the moment of it
     * @return what came of it
     */
    public Cancellation cancel(String source, String id, Instant now) {
        // the row's lock decides between this and the delivery
        Optional<String> state = jdbc.sql(
                        "select state from rapport.inbox_event where source = :source and id = :id for update")
                .param("source", source)
                .param("id", id)
                .query(String.class)
                .optional();
        if (state.isEmpty()) {
            return Cancellation.UNKNOWN;
        }
        if (state.get().equals("scheduled")) {
            jdbc.sql(
                            """
                    update rapport.inbox_event
                    set state = 'cancelled', settled_at = :now, reason = 'cancelled by its sender'
                    where source = :source and id = :id""")
                    .param("now", Timestamp.from(now))
                    .param("source", source)
                    .param("id", id)
                    .update();
            return Cancellation.CANCELLED;
        }
        return state.get().equals("cancelled") ? Cancellation.CANCELLED : Cancellation.TOO_LATE;
    }

    /**
     * Puts scheduled events whose time has come at the end of their customers' queues: each takes a new number, that of
     * its delivery.
     *
     * @param most how many at the most
     * @return how many
     */
    int deliver(Instant now, int most) {
        return jdbc.sql(
                        """
                with due as materialized (
                    select seq from rapport.inbox_event where state = 'scheduled' and deliver_at <= :now
                    order by deliver_at, seq limit :most for update skip locked),
                     numbered as materialized (
                    select seq, nextval(pg_get_serial_sequence('rapport.inbox_event', 'seq')) as next
                    from (select d.seq from due d join rapport.inbox_event s using (seq) order by s.deliver_at, s.seq) o)
                update rapport.inbox_event e set state = 'waiting', seq = n.next, due_at = :now
                from numbered n where e.seq = n.seq""")
                .param("now", Timestamp.from(now))
                .param("most", most)
                .update();
    }

    /**
     * Takes partitions that have work and that no other worker holds; they are held until the transaction ends.
     *
     * @param now events due later do not count
     * @param most how many at the most, so that other workers find some too
     * @return the partitions held
     */
    List<Integer> holdPartitions(Instant now, int most) {
        return jdbc.sql(
                        """
                with wanted as materialized (
                    select p from generate_series(0, :last) p
                    where exists (select 1 from rapport.inbox_event
                                  where partition = p and state = 'waiting' and due_at <= :now)
                    order by random() limit :most)
                select p from wanted where pg_try_advisory_xact_lock(:class, p)""")
                .param("last", PARTITIONS - 1)
                .param("now", Timestamp.from(now))
                .param("most", most)
                .param("class", LOCK_CLASS)
                .query(Integer.class)
                .list();
    }

    /**
     * Waits for the partition of a customer and holds it until the transaction ends.
     *
     * @param customerId whose turn it is
     */
    public void take(String customerId) {
        jdbc.sql("select pg_advisory_xact_lock(:class, :partition)")
                .param("class", LOCK_CLASS)
                .param("partition", partition(customerId))
                .query((rs, n) -> 1)
                .single();
    }

    /**
     * The next events of held partitions, at most one a customer: the head of the customer's queue, if it is due, so that
     * an event never overtakes an older one that waits for its next try; or one that stepped aside and is due again. Each
     * partition gives its share of the batch in the order of its index, so that a long backlog is not read to take a few;
     * whether a row is its customer's head is one look into {@code inbox_event_queue}.
     *
     * @param most how many at the most, rounded up to the same number from each partition
     */
    List<Row> next(List<Integer> partitions, Instant now, int most) {
        return jdbc
                .sql(NEXT)
                .param("partitions", partitions.toArray(Integer[]::new))
                .param("now", Timestamp.from(now))
                .param("share", (most + partitions.size() - 1) / partitions.size())
                .query((rs, n) -> row(rs))
                .list()
                .stream()
                .filter(oneACustomer())
                .toList();
    }

    private static Predicate<Row> oneACustomer() {
        Set<String> seen = new HashSet<>();
        return row -> seen.add(row.customerId());
    }

    /** The event itself, if it still waits, is due and is its customer's turn; the caller holds the partition. */
    Optional<Row> waiting(long seq, Instant now) {
        return jdbc.sql("select " + EVENT_COLUMNS
                        + " from rapport.inbox_event e where seq = :seq and state = 'waiting' and due_at <= :now and "
                        + IS_HEAD)
                .param("seq", seq)
                .param("now", Timestamp.from(now))
                .query((rs, n) -> row(rs))
                .optional();
    }

    /** Early events whose next look is due. */
    List<Row> early(Instant now, int most) {
        return jdbc.sql(
                        "select " + EVENT_COLUMNS
                                + """
                 from rapport.inbox_event where state = 'early' and due_at <= :now
                order by due_at limit :most""")
                .param("now", Timestamp.from(now))
                .param("most", most)
                .query((rs, n) -> row(rs))
                .list();
    }

    /** The early event itself, if it still is and is due; the caller holds the partition, so that nobody else offers it. */
    Optional<Row> stillEarly(long seq, Instant now) {
        return jdbc.sql("select " + EVENT_COLUMNS
                        + " from rapport.inbox_event where seq = :seq and state = 'early' and due_at <= :now")
                .param("seq", seq)
                .param("now", Timestamp.from(now))
                .query((rs, n) -> row(rs))
                .optional();
    }

    Event event(Row row) {
        Event event = catalogue.event(
                row.seq(), row.source(), row.id(), row.type(), row.customerId(), row.occurredAt(), row.data());
        if (row.refs() == null) {
            return event;
        }
        return event.with(row.refs().stream()
                .map(Reference::parse)
                .collect(java.util.stream.Collectors.toCollection(java.util.LinkedHashSet::new)));
    }

    void done(List<Event> events, Map<Long, List<Effect>> effects, Instant now) {
        if (events.isEmpty()) {
            return;
        }
        template.batchUpdate(
                """
                update rapport.inbox_event
                set state = 'done', settled_at = ?, effects = ?::jsonb, reason = null where seq = ?""",
                events,
                events.size(),
                (statement, event) -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setString(2, write(effects.getOrDefault(event.seq(), List.of())));
                    statement.setLong(3, event.seq());
                });
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

    void early(Event event, Instant now, Instant expires) {
        jdbc.sql(
                        """
                update rapport.inbox_event
                set state = 'early', refs = :refs, due_at = :due, expires_at = :expires, reason = null where seq = :seq""")
                .param(
                        "refs",
                        event.references().stream().map(Reference::toString).toArray(String[]::new))
                .param("due", Timestamp.from(now.plus(RetryPlan.nextLook(Duration.ZERO))))
                .param("expires", Timestamp.from(expires))
                .param("seq", event.seq())
                .update();
    }

    /** Puts the next look off, unless an instance began to wait since the row was read. */
    void lookAgain(Row row, Instant now) {
        jdbc.sql("update rapport.inbox_event set due_at = :due where seq = :seq and hastened = :hastened")
                .param("due", Timestamp.from(now.plus(RetryPlan.nextLook(Duration.between(row.receivedAt(), now)))))
                .param("seq", row.seq())
                .param("hastened", row.hastened())
                .update();
    }

    /**
     * Instances about these things began to wait for these types: early events that may be meant are due now.
     *
     * @param types event types
     * @param businessKeys references as text
     * @param now the new due date
     * @return how many early events there are
     */
    public int hasten(Collection<String> types, Collection<String> businessKeys, Instant now) {
        return jdbc.sql(HASTEN)
                .param("now", Timestamp.from(now))
                .param("keys", businessKeys.toArray(String[]::new))
                .param("types", types.toArray(String[]::new))
                .update();
    }

    /** Early events whose time to live is over become dead letters. */
    int expire(Instant now) {
        return jdbc.sql(
                        """
                update rapport.inbox_event
                set state = 'dead', settled_at = :now,
                    reason = 'no journey waited for it before its time to live ended'
                where state = 'early' and expires_at <= :now""")
                .param("now", Timestamp.from(now))
                .update();
    }

    /** @param aside whether the customer's later events go on meanwhile; once aside, an event stays so */
    void retry(long seq, int attempts, Instant due, String reason, boolean aside) {
        jdbc.sql(
                        """
                update rapport.inbox_event
                set attempts = :attempts, due_at = :due, reason = :reason, aside = aside or :aside
                where seq = :seq and state = 'waiting'""")
                .param("attempts", attempts)
                .param("due", Timestamp.from(due))
                .param("reason", reason)
                .param("aside", aside)
                .param("seq", seq)
                .update();
    }

    void retryEarly(long seq, int attempts, Instant due) {
        jdbc.sql(
                        "update rapport.inbox_event set attempts = :attempts, due_at = :due where seq = :seq and state = 'early'")
                .param("attempts", attempts)
                .param("due", Timestamp.from(due))
                .param("seq", seq)
                .update();
    }

    void dead(long seq, int attempts, Instant now, String reason, boolean emptied) {
        jdbc.sql(
                        """
                update rapport.inbox_event
                set state = 'dead', attempts = :attempts, settled_at = :now, reason = :reason,
                    data = case when :emptied then '{}'::jsonb else data end
                where seq = :seq and state in ('waiting', 'early')""")
                .param("attempts", attempts)
                .param("now", Timestamp.from(now))
                .param("reason", reason)
                .param("emptied", emptied)
                .param("seq", seq)
                .update();
    }

    /** An event that kills processes becomes a dead letter. */
    void park(long seq, Instant now, String reason) {
        jdbc.sql(
                        """
                update rapport.inbox_event set state = 'dead', settled_at = :now, reason = :reason
                where seq = :seq and state in ('waiting', 'early')""")
                .param("now", Timestamp.from(now))
                .param("reason", reason)
                .param("seq", seq)
                .update();
    }

    long count(String state) {
        return jdbc.sql("select count(*) from rapport.inbox_event where state = :state")
                .param("state", state)
                .query(Long.class)
                .single();
    }

    /** Whether more events wait than that; reads no further than needed. */
    boolean isWaitingMoreThan(int most) {
        return jdbc.sql("select exists (select 1 from rapport.inbox_event where state = 'waiting' offset :most)")
                .param("most", most)
                .query(Boolean.class)
                .single();
    }

    private Row row(ResultSet rs) throws SQLException {
        Array refs = rs.getArray("refs");
        return new Row(
                rs.getLong("seq"),
                rs.getString("source"),
                rs.getString("id"),
                rs.getString("type"),
                rs.getString("customer_id"),
                instant(rs, "occurred_at"),
                instant(rs, "received_at"),
                read(rs.getString("data")),
                rs.getInt("attempts"),
                refs == null ? null : new ArrayList<>(List.of((String[]) refs.getArray())),
                rs.getBoolean("suspect"),
                rs.getInt("hastened"),
                rs.getBoolean("projections_only"));
    }

    private static Timestamp timestamp(Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        Timestamp value = rs.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database returned JSON that cannot be read", e);
        }
    }

    private List<Effect> effects(String text) {
        try {
            return json.readValue(text, EFFECTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database returned effects that cannot be read", e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON", e);
        }
    }
}
