package io.rapport.inbox;

import io.rapport.calendar.BusinessClock;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Events that were handled: what they said, what becomes of those of a customer who is erased, and of one that proves wrong. */
@Component
public final class EventArchive {

    private static final Logger LOG = LoggerFactory.getLogger(EventArchive.class);

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    EventArchive(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Cancels what of a customer was to be delivered later, and lets go what journeys were still to take, or have failed on.
     *
     * @param customerId the erased customer
     */
    public void cancel(String customerId) {
        jdbc.sql(
                        """
                update rapport.inbox_event
                set state = 'cancelled', seq = nextval('rapport.inbox_seq'), settled_at = :now,
                    reason = 'the customer was erased'
                where customer_id = :customer and state = 'scheduled'""")
                .param("now", Timestamp.from(clock.instant()))
                .param("customer", customerId)
                .update();
        jdbc.sql(
                        """
                update rapport.inbox_delivery
                set state = 'discarded', settled_at = :now, due_at = null, reason = 'the customer was erased'
                where customer_id = :customer and state in ('open', 'dead')""")
                .param("now", Timestamp.from(clock.instant()))
                .param("customer", customerId)
                .update();
        jdbc.sql(
                        """
                update rapport.inbox_event set state = 'done', settled_at = :now
                where customer_id = :customer and state = 'delivering'""")
                .param("now", Timestamp.from(clock.instant()))
                .param("customer", customerId)
                .update();
    }

    /** @return whether an event was done before, and is brought to the tables alone again */
    public boolean isBroughtAgain(Event event) {
        return jdbc.sql("select projections_only from rapport.inbox_event where seq = :seq")
                .param("seq", event.seq())
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /**
     * Makes an event a dead letter that was taken in before what it is about was known, and turns out to be wrong by that.
     *
     * @param customerId bare id
     * @param type such as {@code order.refunded}
     * @param fields of its data, with what stands in them
     * @param reason for operators, without personal data
     */
    public void giveUp(String customerId, String type, Map<String, String> fields, String reason) {
        int given = jdbc.sql(
                        """
                update rapport.inbox_event set state = 'dead', settled_at = :now, reason = :reason
                where customer_id = :customer and type = :type and state = 'done'
                  and data @> jsonb_object(:names::text[], :values::text[])""")
                .param("now", Timestamp.from(clock.instant()))
                .param("reason", reason)
                .param("customer", customerId)
                .param("type", type)
                .param("names", fields.keySet().toArray(String[]::new))
                .param("values", fields.values().toArray(String[]::new))
                .update();
        LOG.error("{} events ({}) that were taken in before are dead letters now: {}", given, type, reason);
    }

    /**
     * Empties what was raised about customers and was done as it was written while they were erased ({@link Inbox#acceptNews}).
     * What is still to be handled is discarded by its turn.
     *
     * @param customerIds of customers who are erased
     * @param sources what the sources of the events begin with
     */
    public void emptyNews(Collection<String> customerIds, String sources) {
        jdbc.sql(
                        """
                update rapport.inbox_event set data = '{}'
                where customer_id = any(:customers) and state = 'done' and starts_with(source, :sources) and data <> '{}'""")
                .param("customers", customerIds.toArray(String[]::new))
                .param("sources", sources)
                .update();
    }

    /**
     * What an event said, by the names of its fields alone.
     *
     * @param occurredAt when it happened
     * @param fields of its data that say something, in the order of the alphabet
     * @param taken those of its data that say that there is nothing
     */
    public record SaidFields(Instant occurredAt, List<String> fields, List<String> taken) {}

    /**
     * The events of one type of a customer that were handled, as long as they are kept.
     *
     * @param customerId bare id
     * @param type such as {@code customer.updated}
     * @param before only what happened before
     * @param most how many at the most
     * @return the newest first
     */
    public List<SaidFields> handled(String customerId, String type, Instant before, int most) {
        return jdbc.sql(
                        """
                select occurred_at,
                       array(select key from jsonb_each(data::jsonb) where value <> 'null' order by key) as fields,
                       array(select key from jsonb_each(data::jsonb) where value = 'null' order by key) as taken
                from rapport.inbox_event
                where customer_id = :customer and type = :type and state in ('done', 'delivering', 'unmatched')
                  and occurred_at < :before
                order by occurred_at desc limit :most""")
                .param("customer", customerId)
                .param("type", type)
                .param("before", Timestamp.from(before))
                .param("most", most)
                .query((rs, n) -> new SaidFields(
                        rs.getTimestamp("occurred_at").toInstant(),
                        List.of((String[]) rs.getArray("fields").getArray()),
                        List.of((String[]) rs.getArray("taken").getArray())))
                .list();
    }

    /**
     * A journey that an event did not start, since what it says had happened too long ago.
     *
     * @param journey its key
     * @param businessKey what it would have been about
     * @param occurredAt when it happened
     * @param at when the event was handled
     */
    public record LateStart(String journey, String businessKey, Instant occurredAt, Instant at) {}

    /**
     * The journeys that events of a customer came too late for, as long as the events are kept.
     *
     * @param customerId bare id
     * @param before only what was handled before
     * @param most how many at the most
     * @return the newest first
     */
    public List<LateStart> lateStarts(String customerId, Instant before, int most) {
        return jdbc.sql(
                        """
                select x.effect ->> 'journey' as journey, x.effect ->> 'businessKey' as business_key, e.occurred_at,
                       coalesce(e.settled_at, e.received_at) as at
                from rapport.inbox_event e cross join lateral jsonb_array_elements(e.effects) x (effect)
                where e.customer_id = :customer and e.effects @> '[{"kind": "late"}]' and x.effect ->> 'kind' = 'late'
                  and coalesce(e.settled_at, e.received_at) < :before
                order by at desc, e.seq desc limit :most""")
                .param("customer", customerId)
                .param("before", Timestamp.from(before))
                .param("most", most)
                .query((rs, n) -> new LateStart(
                        rs.getString("journey"),
                        rs.getString("business_key"),
                        rs.getTimestamp("occurred_at").toInstant(),
                        rs.getTimestamp("at").toInstant()))
                .list();
    }

    /**
     * What an event said in one of its fields.
     *
     * @param occurredAt when it happened
     * @param type its type
     * @param text what stands in the field; null if nothing does
     */
    public record SaidText(Instant occurredAt, String type, String text) {}

    /**
     * What the events of some types of a customer said in a field, as long as they are kept.
     *
     * @param customerId bare id
     * @param types such as {@code customer.restricted}
     * @param field of their data
     * @param before only what happened before
     * @param most how many at the most
     * @return the newest first
     */
    public List<SaidText> handled(String customerId, Collection<String> types, String field, Instant before, int most) {
        return jdbc.sql(
                        """
                select occurred_at, type, data::jsonb ->> :field as text
                from rapport.inbox_event
                where customer_id = :customer and type = any(:types) and state in ('done', 'delivering', 'unmatched')
                  and occurred_at < :before
                order by occurred_at desc limit :most""")
                .param("field", field)
                .param("customer", customerId)
                .param("types", types.toArray(String[]::new))
                .param("before", Timestamp.from(before))
                .param("most", most)
                .query((rs, n) -> new SaidText(
                        rs.getTimestamp("occurred_at").toInstant(), rs.getString("type"), rs.getString("text")))
                .list();
    }
}
