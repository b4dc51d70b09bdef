package io.rapport.inbox.internal;

import io.rapport.database.Columns;
import io.rapport.inbox.Cancellation;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Priority;
import io.rapport.inbox.Receipt;
import io.rapport.inbox.WaitingEvent;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The SQL of the intake: taking events in, answering what became of them, cancelling them. */
@Component
public final class IntakeStore {

    private final JdbcClient jdbc;
    private final InboxJson json;

    IntakeStore(JdbcClient jdbc, InboxJson json) {
        this.jdbc = jdbc;
        this.json = json;
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
                            (seq, arrival, source, id, type, customer_id, partition, data, occurred_at, received_at, due_at,
                             deliver_at, state)
                        select case when delayed then null else n end, case when delayed then n end,
                               :source, :id, :type, coalesce(a.survivor, :customer), coalesce(a.partition, :partition),
                               :data::jsonb, :occurred, :now, :now, :deliver,
                               case when delayed then 'scheduled' else 'waiting' end
                        from (select nextval('rapport.inbox_seq') as n, :delayed as delayed) number
                        left join rapport.inbox_alias a on a.customer_id = :customer
                        where not exists (
                            select from rapport.inbox_identity
                            where identity = rapport.inbox_identity_of(:source, :id) offset 0)
                        on conflict (source, id) do nothing""")
                        .param("source", event.source())
                        .param("id", event.id())
                        .param("type", event.type())
                        .param("customer", event.customerId())
                        .param("partition", CustomerLock.partition(event.customerId()))
                        .param("data", json.write(event.data()))
                        .param("occurred", Timestamp.from(occurred(event, deliverAt, now)))
                        .param("now", Timestamp.from(now))
                        .param("deliver", InboxRows.timestamp(deliverAt), Types.TIMESTAMP)
                        .param("delayed", deliverAt != null && deliverAt.isAfter(now))
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
     * @param settled types of which nothing is to be done: their events, none of them for later, are done at once
     * @param now the moment of receipt
     * @return for each event whether it is new, known or in conflict with a known one
     */
    public List<Receipt> insertAll(List<EventSubmission> deliveries, Set<String> settled, Instant now) {
        List<NewEvent> events = deliveries.stream().map(EventSubmission::event).toList();
        String[] sources = events.stream().map(NewEvent::source).toArray(String[]::new);
        String[] ids = events.stream().map(NewEvent::id).toArray(String[]::new);
        String[] types = events.stream().map(NewEvent::type).toArray(String[]::new);
        String[] customers = events.stream().map(NewEvent::customerId).toArray(String[]::new);
        String[] data = events.stream().map(event -> json.write(event.data())).toArray(String[]::new);
        String[] times =
                deliveries.stream().map(delivery -> text(delivery.at())).toArray(String[]::new);
        Set<Identity> inserted = new HashSet<>(jdbc.sql(
                        """
                with numbered as materialized (
                    select nextval('rapport.inbox_seq') as n, coalesce(deliver > :now, false) as delayed, e.*
                    from (select * from unnest(:sources::text[], :ids::text[], :types::text[], :customers::text[],
                                               :partitions::smallint[], :data::text[], :occurred::timestamptz[],
                                               :times::timestamptz[], :priorities::smallint[], :settled::boolean[])
                              with ordinality u (source, id, type, customer, partition, data, occurred, deliver, priority,
                                                 settled, place)
                          order by place) e)
                insert into rapport.inbox_event
                    (seq, arrival, source, id, type, customer_id, partition, data, occurred_at, received_at, due_at,
                     deliver_at, priority, state, settled_at)
                select case when delayed then null else n end, case when delayed then n end,
                       source, id, type, coalesce(a.survivor, customer), coalesce(a.partition, numbered.partition),
                       data::jsonb, coalesce(occurred, deliver, :now), :now, :now,
                       deliver, priority,
                       case when delayed then 'scheduled' when settled then 'done' else 'waiting' end,
                       case when settled then :now::timestamptz end
                from numbered left join rapport.inbox_alias a on a.customer_id = numbered.customer
                where not exists (
                    select from rapport.inbox_identity i
                    where i.identity = rapport.inbox_identity_of(numbered.source, numbered.id) offset 0)
                order by source, id, n
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
                                .map(event -> CustomerLock.partition(event.customerId()))
                                .toArray(Integer[]::new))
                .param("data", data)
                .param(
                        "occurred",
                        events.stream().map(event -> text(event.occurredAt())).toArray(String[]::new))
                .param("times", times)
                .param(
                        "priorities",
                        deliveries.stream()
                                .map(delivery -> delivery.priority() == Priority.BULK ? 1 : 0)
                                .toArray(Integer[]::new))
                .param("settled", Columns.of(events, event -> settled.contains(event.type())))
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
                       e.type = n.type and e.customer_id = rapport.current_customer(n.customer) and (e.data = n.data::jsonb or e.data = '{}')
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
                select type = :type and customer_id = rapport.current_customer(:customer) and (data = :data::jsonb or data = '{}')
                   and deliver_at is not distinct from :deliver::timestamptz
                from rapport.inbox_event where source = :source and id = :id""")
                .param("type", event.type())
                .param("customer", event.customerId())
                .param("data", json.write(event.data()))
                .param("deliver", InboxRows.timestamp(deliverAt), Types.TIMESTAMP)
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
                select e.source, e.id, e.type, e.state, e.received_at, e.settled_at, e.attempts, e.reason, e.expires_at,
                       e.deliver_at, e.effects, d.open, d.tries, d.died_at, d.why
                from rapport.inbox_event e
                left join lateral (
                    select count(*) filter (where state = 'open') as open, max(attempts) as tries,
                           max(settled_at) as died_at,
                           string_agg(journey || ': ' || coalesce(reason, 'waits for its turn'), '; '
                                      order by state, journey) as why
                    from rapport.inbox_delivery where event_seq = e.seq and state in ('open', 'dead')) d
                    on e.state = 'delivering'
                where e.source = :source and e.id = :id""")
                .param("source", source)
                .param("id", id)
                .query((rs, n) -> {
                    String state = rs.getString("state");
                    String reason = rs.getString("reason");
                    if (state.equals("unmatched")) {
                        reason = "no journey waits for it yet; it is kept until " + InboxRows.instant(rs, "expires_at");
                    }
                    if (state.equals("scheduled")) {
                        reason = "it is to be delivered at " + InboxRows.instant(rs, "deliver_at");
                    }
                    boolean delivering = state.equals("delivering");
                    boolean givenUp = delivering && rs.getInt("open") == 0;
                    if (delivering) {
                        reason = "the tables have it; still to be taken by " + rs.getString("why");
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
                                default -> givenUp ? EventStatus.State.DEAD : EventStatus.State.WAITING;
                            },
                            InboxRows.instant(rs, "received_at"),
                            InboxRows.instant(rs, givenUp ? "died_at" : "settled_at"),
                            Math.max(rs.getInt("attempts"), rs.getInt("tries")),
                            reason,
                            json.effects(rs.getString("effects")));
                })
                .optional();
    }

    /**
     * @param customerId the customer
     * @param types types of events
     * @return those that stand in the customer's queue, in its order
     */
    public List<WaitingEvent> waiting(String customerId, Set<String> types) {
        return jdbc.sql(
                        """
                select seq, type, occurred_at, data::text as data from rapport.inbox_event
                where customer_id = rapport.current_customer(:customer) and state = 'waiting' and not sidelined
                  and type = any(:types)
                order by seq""")
                .param("customer", customerId)
                .param("types", types.toArray(String[]::new))
                .query((rs, n) -> new WaitingEvent(
                        rs.getLong("seq"),
                        rs.getString("type"),
                        InboxRows.instant(rs, "occurred_at"),
                        json.read(rs.getString("data"))))
                .list();
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
                    set state = 'cancelled', seq = nextval('rapport.inbox_seq'), settled_at = :now,
                        reason = 'cancelled by its sender'
                    where source = :source and id = :id""")
                    .param("now", Timestamp.from(now))
                    .param("source", source)
                    .param("id", id)
                    .update();
            return Cancellation.CANCELLED;
        }
        return state.get().equals("cancelled") ? Cancellation.CANCELLED : Cancellation.TOO_LATE;
    }
}
