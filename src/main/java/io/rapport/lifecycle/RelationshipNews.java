package io.rapport.lifecycle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.ShopCalendar;
import io.rapport.customer.CustomerChangeListener;
import io.rapport.database.Columns;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Priority;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Changes of tier and stage that are news: kept for the timeline, counted by month, and raised as events. The number of the
 * entry is what its event is known by, so that each is raised once.
 */
@Component
final class RelationshipNews {

    /** What raises the events. */
    static final String SOURCE = CustomerChangeListener.SOURCE + "relationship";

    private static final Logger LOG = LoggerFactory.getLogger(RelationshipNews.class);

    private final JdbcClient jdbc;
    private final Inbox inbox;
    private final ShopCalendar calendar;
    private final MeterRegistry metrics;

    RelationshipNews(JdbcClient jdbc, Inbox inbox, ShopCalendar calendar, MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.inbox = inbox;
        this.calendar = calendar;
        this.metrics = metrics;
    }

    /** A change with when it is raised. */
    private record Entry(RelationshipMove move, Priority priority) {}

    /**
     * Notes changes and raises their events, in the caller's transaction.
     *
     * @param moves any number
     * @param priority by customer, whether its events may wait for what is live
     */
    void tell(List<RelationshipMove> moves, Map<String, Priority> priority) {
        if (moves.isEmpty()) {
            return;
        }
        Instant now = calendar.now();
        Map<Long, Entry> noted = note(moves, priority, now);
        count(moves);
        List<EventSubmission> changes = new ArrayList<>();
        List<EventSubmission> lapses = new ArrayList<>();
        noted.forEach((id, entry) -> {
            changes.add(change(id, entry, now));
            if (entry.move().lapse() != null) {
                lapses.add(lapse(
                        entry.move().customerId(), id + ":lapsed", entry.move().lapse(), now, entry.priority()));
            }
        });
        count(changes, inbox.acceptNews(changes));
        if (!lapses.isEmpty()) {
            // the customer's profile learns of it
            count(lapses, inbox.acceptAll(lapses));
        }
    }

    /**
     * Raises the lapse of customers whose stage has been {@code lapsed} for long, in the caller's transaction; each lapse once.
     *
     * @param lastOrders by customer, the day of the last order
     */
    void alreadyLapsed(Map<String, LocalDate> lastOrders) {
        Instant now = calendar.now();
        List<EventSubmission> lapses = new ArrayList<>();
        lastOrders.forEach((customer, last) ->
                lapses.add(lapse(customer, customer + ":" + last + ":already-lapsed", last, now, Priority.BULK)));
        if (!lapses.isEmpty()) {
            count(lapses, inbox.acceptAll(lapses));
            LOG.info("The lapse of {} customers is raised who had lapsed before", lapses.size());
        }
    }

    /** Deletes what was noted of customers while they were erased. */
    void forget(Collection<String> customerIds) {
        jdbc.sql("delete from rapport.relationship_change where customer_id = any(:ids)")
                .param("ids", customerIds.toArray(String[]::new))
                .update();
    }

    private Map<Long, Entry> note(List<RelationshipMove> moves, Map<String, Priority> priority, Instant now) {
        Map<String, RelationshipMove> byKey =
                moves.stream().collect(Collectors.toMap(RelationshipNews::key, Function.identity()));
        Map<Long, Entry> noted = new TreeMap<>();
        jdbc.sql(
                        """
                insert into rapport.relationship_change (customer_id, at, kind, old, new, why)
                select customer, :now::timestamptz, kind, old, new, why
                from unnest(:customers::text[], :kinds::text[], :olds::text[], :news::text[], :whys::text[])
                     n (customer, kind, old, new, why)
                returning id, kind, customer_id""")
                .param("now", Timestamp.from(now))
                .param("customers", Columns.of(moves, RelationshipMove::customerId))
                .param("kinds", Columns.of(moves, move -> move.kind().output()))
                .param("olds", Columns.of(moves, RelationshipMove::old))
                .param("news", Columns.of(moves, RelationshipMove::now))
                .param("whys", Columns.of(moves, RelationshipMove::why))
                .query(row -> {
                    RelationshipMove move = byKey.get(row.getString("kind") + " " + row.getString("customer_id"));
                    noted.put(row.getLong("id"), new Entry(move, priority.get(move.customerId())));
                });
        return noted;
    }

    private static String key(RelationshipMove move) {
        return move.kind().output() + " " + move.customerId();
    }

    private void count(List<RelationshipMove> moves) {
        LocalDate month = calendar.today().withDayOfMonth(1);
        jdbc.sql(
                        """
                insert into rapport.relationship_month as m (month, kind, old, new, moves)
                select :month::date, kind, old, new, count(*)
                from unnest(:kinds::text[], :olds::text[], :news::text[]) n (kind, old, new)
                group by kind, old, new
                on conflict (month, kind, old, new) do update set moves = m.moves + excluded.moves""")
                .param("month", month)
                .param("kinds", Columns.of(moves, move -> move.kind().output()))
                .param("olds", Columns.of(moves, RelationshipMove::old))
                .param("news", Columns.of(moves, RelationshipMove::now))
                .update();
    }

    private static EventSubmission change(long id, Entry entry, Instant now) {
        RelationshipMove move = entry.move();
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("from", move.old())
                .put("to", move.now())
                .put("why", move.why());
        String type = "customer." + move.kind().output() + "-changed";
        return event(move.customerId(), String.valueOf(id), type, now, data, entry.priority());
    }

    private EventSubmission lapse(String customer, String id, LocalDate lastOrder, Instant now, Priority priority) {
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("lastOrderAt", calendar.startOf(lastOrder).toString());
        return event(customer, id, "customer.lapsed", now, data, priority);
    }

    private static EventSubmission event(
            String customer, String id, String type, Instant now, ObjectNode data, Priority priority) {
        return new EventSubmission(new NewEvent(SOURCE, id, type, customer, now, data), null, priority);
    }

    private void count(List<EventSubmission> events, List<Inbox.IntakeResult> answers) {
        for (int i = 0; i < answers.size(); i++) {
            String type = events.get(i).event().type();
            if (answers.get(i).invalid() == null) {
                metrics.counter("rapport.relationship.raised", "type", type).increment();
            } else {
                LOG.error(
                        "The event {} of {} cannot be raised: {}",
                        type,
                        events.get(i).event().customerId(),
                        answers.get(i).invalid().getMessage());
            }
        }
    }
}
