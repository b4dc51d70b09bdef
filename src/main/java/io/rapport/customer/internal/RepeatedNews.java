package io.rapport.customer.internal;

import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which events about orders say nothing new. */
final class RepeatedNews {

    private final JdbcClient jdbc;

    RepeatedNews(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An order that an event has placed already; a shipment or a delay that the order's row knows already, in all that it
     * names; a day that a newer fact has replaced counts as known. What came before the order itself reached nobody, so that
     * it is news when it comes again; so is an order that is known by an import alone.
     *
     * @return the numbers of those events
     */
    Set<Long> among(List<Event> events) {
        Set<Long> known = new HashSet<>(knownNews(events));
        known.addAll(knownOrders(events));
        return known;
    }

    private List<Long> knownOrders(List<Event> events) {
        List<Event> asked = events.stream()
                .filter(event -> OrderEvents.is(event, OrderEvents.PLACED))
                .toList();
        if (asked.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        """
                select n.seq
                from unnest(:seqs::bigint[], :ids::text[], :customers::text[]) n (seq, id, customer_id)
                join rapport.customer_order o on o.id = n.id and o.customer_id = n.customer_id
                where o.placed_at is not null and o.import_id is null""")
                .param("seqs", Columns.of(asked, Event::seq))
                .param("ids", Columns.of(asked, OrderEvents::orderId))
                .param("customers", Columns.of(asked, Event::customerId))
                .query(Long.class)
                .list();
    }

    private List<Long> knownNews(List<Event> events) {
        List<Event> asked = events.stream().filter(OrderEvents::isNewsOfParcel).toList();
        if (asked.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        """
                select n.seq
                from unnest(:seqs::bigint[], :ids::text[], :customers::text[], :shipped::boolean[], :days::date[],
                            :times::timestamptz[], :carriers::text[], :trackings::text[])
                     n (seq, id, customer_id, shipped, day, at, carrier, tracking)
                join rapport.customer_order o on o.id = n.id and o.customer_id = n.customer_id
                where o.placed_at is not null and not o.early_news
                  and (n.day is null or o.expected_on = n.day or o.expected_told_at > n.at)
                  and (n.carrier is null or o.carrier = n.carrier)
                  and (n.tracking is null or o.tracking = n.tracking)
                  and case when n.shipped then o.shipped_at is not null else o.expected_on is not null end""")
                .param("seqs", Columns.of(asked, Event::seq))
                .param("ids", Columns.of(asked, OrderEvents::orderId))
                .param("customers", Columns.of(asked, Event::customerId))
                .param("shipped", Columns.of(asked, event -> OrderEvents.is(event, OrderEvents.SHIPPED)))
                .param("days", Columns.of(asked, OrderEvents::expectedOn))
                .param("times", Columns.of(asked, Event::occurredAt))
                .param("carriers", Columns.of(asked, event -> event.text("carrier")))
                .param("trackings", Columns.of(asked, event -> event.text("tracking")))
                .query(Long.class)
                .list();
    }
}
