package io.rapport.inbox.internal;

import io.rapport.database.AdvisoryLocks;
import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventEffect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The SQL of deliveries: what an event still owes to one journey (docs/adr/0033). Anyone who changes them holds the
 * customer's partition.
 */
@Component
public final class DeliveryStore {

    static final String BEHIND =
            """
            select distinct customer_id, journey from rapport.inbox_delivery
            where state = 'open' and not sidelined and customer_id = any(:customers)""";

    static final String DUE =
            """
            select id from rapport.inbox_delivery where state = 'open' and due_at <= :now order by due_at limit :most""";

    private static final String IS_NEXT =
            """
            (d.sidelined or not exists (select 1 from rapport.inbox_delivery b
                                    where b.customer_id = d.customer_id and b.journey = d.journey and b.state = 'open'
                                      and not b.sidelined and b.event_seq < d.event_seq))""";

    static final String COLUMNS = "d.id, d.event_seq, d.journey, d.customer_id, d.attempts, d.conflicts, d.planned_at";

    private final JdbcClient jdbc;
    private final InboxJson json;

    DeliveryStore(JdbcClient jdbc, InboxJson json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * An event for one journey.
     *
     * @param planned when its next try was due, if a release has it tried earlier; null otherwise
     */
    record Delivery(
            long id, long eventSeq, String journey, String customerId, int attempts, int conflicts, Instant planned) {}

    /**
     * @param customers whose events are in hand, and of whom something is owed
     * @return by customer, the journeys that an earlier event is still open for; later ones must not overtake it there
     */
    Map<String, Set<String>> behind(Collection<String> customers) {
        Map<String, Set<String>> journeys = new HashMap<>();
        jdbc.sql(BEHIND).param("customers", customers.toArray(String[]::new)).query(row -> {
            journeys.computeIfAbsent(row.getString("customer_id"), customer -> new HashSet<>())
                    .add(row.getString("journey"));
        });
        return journeys;
    }

    /** The journeys that the event itself is open or given up for. */
    Set<String> unsettled(long eventSeq) {
        return Set.copyOf(jdbc.sql(
                        """
                        select journey from rapport.inbox_delivery where event_seq = :seq and state in ('open', 'dead')""")
                .param("seq", eventSeq)
                .query(String.class)
                .list());
    }

    /**
     * Writes down that events are to be matched by themselves for journeys: now, or behind an earlier event of the customer.
     *
     * @param events at most one a customer
     * @param journeys by {@code seq}; an event without an entry is not written
     * @return their numbers
     */
    List<Long> record(List<Event> events, Map<Long, Set<String>> journeys, Instant now) {
        record New(Event event, String journey) {}
        List<New> all = events.stream()
                .flatMap(event -> journeys.getOrDefault(event.seq(), Set.of()).stream()
                        .sorted()
                        .map(journey -> new New(event, journey)))
                .toList();
        if (all.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        """
                insert into rapport.inbox_delivery as d (event_seq, journey, customer_id, created_at, due_at)
                select n.seq, n.journey, n.customer, :now::timestamptz,
                       case when exists (select 1 from rapport.inbox_delivery b
                                         where b.customer_id = n.customer and b.journey = n.journey and b.state = 'open'
                                           and not b.sidelined and b.event_seq < n.seq) then null else :now::timestamptz end
                from unnest(:seqs::bigint[], :journeys::text[], :customers::text[]) n (seq, journey, customer)
                on conflict (event_seq, journey) do update
                    set state = 'open', due_at = excluded.due_at, planned_at = null, settled_at = null, reason = null
                    where d.state = 'done'
                returning id""")
                .param("now", Timestamp.from(now))
                .param("seqs", Columns.of(all, each -> each.event().seq()))
                .param("journeys", Columns.of(all, New::journey))
                .param("customers", Columns.of(all, each -> each.event().queue()))
                .query(Long.class)
                .list();
    }

    /** Those that are next in order or whose next try is due, the longest due first. */
    List<Long> due(Instant now, int most) {
        return jdbc.sql(DUE)
                .param("now", Timestamp.from(now))
                .param("most", most)
                .query(Long.class)
                .list();
    }

    /**
     * Keeps other workers from the delivery until the transaction ends, without waiting for one that has it.
     *
     * @return false if another worker has it in hand
     */
    boolean claim(long id) {
        return jdbc.sql("select pg_try_advisory_xact_lock(:class, :delivery)")
                .param("class", AdvisoryLocks.DELIVERIES)
                .param("delivery", Long.hashCode(id))
                .query(Boolean.class)
                .single();
    }

    Optional<Delivery> find(long id) {
        return jdbc.sql("select " + COLUMNS + " from rapport.inbox_delivery d where id = :id")
                .param("id", id)
                .query(DeliveryStore::delivery)
                .optional();
    }

    /** The delivery itself, if it still is open, is due and next for its journey; the caller holds the partition. */
    Optional<Delivery> next(long id, Instant now) {
        return jdbc.sql("select " + COLUMNS
                        + " from rapport.inbox_delivery d where id = :id and state = 'open' and due_at <= :now and "
                        + IS_NEXT)
                .param("id", id)
                .param("now", Timestamp.from(now))
                .query(DeliveryStore::delivery)
                .optional();
    }

    /** @param number of the row in the answer, unused; so that this is a row mapper */
    static Delivery delivery(ResultSet rs, int number) throws SQLException {
        return new Delivery(
                rs.getLong("id"),
                rs.getLong("event_seq"),
                rs.getString("journey"),
                rs.getString("customer_id"),
                rs.getInt("attempts"),
                rs.getInt("conflicts"),
                InboxRows.instant(rs, "planned_at"));
    }

    /** What is due, though an earlier event came in before it, waits for that one. */
    void standBehind(long id) {
        jdbc.sql("update rapport.inbox_delivery d set due_at = null where id = :id and state = 'open' and not "
                        + IS_NEXT)
                .param("id", id)
                .update();
    }

    void done(Delivery delivery, List<EventEffect> effects, Instant now) {
        jdbc.sql(
                        """
                update rapport.inbox_delivery
                set state = 'done', settled_at = :now, reason = null, effects = :effects::jsonb where id = :id""")
                .param("now", Timestamp.from(now))
                .param("effects", json.write(effects))
                .param("id", delivery.id())
                .update();
        callNext(delivery, now);
    }

    /** A try that a release brought forward failed, too: it does not count, and the next one is when it was planned. */
    void asPlanned(Delivery delivery, String reason) {
        jdbc.sql(
                        """
                update rapport.inbox_delivery set due_at = planned_at, planned_at = null, reason = :reason
                where id = :id and state = 'open'""")
                .param("reason", reason)
                .param("id", delivery.id())
                .update();
    }

    /** @param sidelined whether later events of the customer reach the journey meanwhile; once sidelined, it stays so */
    void retry(
            Delivery delivery,
            int attempts,
            int conflicts,
            Instant due,
            String reason,
            boolean sidelined,
            Instant now) {
        jdbc.sql(
                        """
                update rapport.inbox_delivery
                set attempts = :attempts, conflicts = :conflicts, due_at = :due, reason = :reason, sidelined = sidelined or :sidelined
                where id = :id and state = 'open'""")
                .param("attempts", attempts)
                .param("conflicts", conflicts)
                .param("due", Timestamp.from(due))
                .param("reason", reason)
                .param("sidelined", sidelined)
                .param("id", delivery.id())
                .update();
        if (sidelined) {
            callNext(delivery, now);
        }
    }

    /** Nothing is counted: it was not its fault. */
    void putOff(long id, Instant due) {
        jdbc.sql("update rapport.inbox_delivery set due_at = :due where id = :id and state = 'open'")
                .param("due", Timestamp.from(due))
                .param("id", id)
                .update();
    }

    void dead(Delivery delivery, int attempts, Instant now, String reason) {
        jdbc.sql(
                        """
                update rapport.inbox_delivery
                set state = 'dead', attempts = :attempts, settled_at = :now, due_at = null, reason = :reason
                where id = :id and state = 'open'""")
                .param("attempts", attempts)
                .param("now", Timestamp.from(now))
                .param("reason", reason)
                .param("id", delivery.id())
                .update();
        callNext(delivery, now);
    }

    /** One that kills processes is given up. */
    void park(long id, Instant now, String reason) {
        find(id).ifPresent(delivery -> dead(delivery, delivery.attempts(), now, reason));
    }

    /** The next one of the customer for the journey is due, if none is before it. */
    void callNext(Delivery delivery, Instant now) {
        jdbc.sql(
                        """
                update rapport.inbox_delivery set due_at = :now
                where due_at is null and id = (
                    select id from rapport.inbox_delivery
                    where customer_id = :customer and journey = :journey and state = 'open' and not sidelined
                    order by event_seq limit 1)""")
                .param("now", Timestamp.from(now))
                .param("customer", delivery.customerId())
                .param("journey", delivery.journey())
                .update();
    }

    /** How many events are still to be taken by one journey. */
    long open() {
        return count("state = 'open'");
    }

    /** Of the open ones, how many failed and are tried again. */
    long failing() {
        return count("state = 'open' and (attempts > 0 or conflicts > 0)");
    }

    /** How many are given up. */
    long dead() {
        return count("state = 'dead'");
    }

    private long count(String which) {
        return jdbc.sql("select count(*) from rapport.inbox_delivery where " + which)
                .query(Long.class)
                .single();
    }
}
