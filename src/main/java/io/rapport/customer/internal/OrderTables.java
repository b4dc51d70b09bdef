package io.rapport.customer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import io.rapport.inbox.RejectedEvent;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What events say of orders; at most one event a customer at a time. */
final class OrderTables {

    private static final String PLACED = "order.placed";
    private static final String SHIPPED = "order.shipped";
    private static final String DELAYED = "order.delayed";
    private static final String DELIVERED = "order.delivered";
    private static final String RETURNED = "order.returned";
    private static final String CANCELLED = "order.cancelled";

    private static final String REFUNDED = "order.refunded";

    /** Where an order is: nothing of what was bought. */
    private static final Set<String> OF_DELIVERY = Set.of(SHIPPED, DELAYED, DELIVERED);

    /** What was bought, and what of it stayed. */
    private static final Set<String> OF_PURCHASE = Set.of(PLACED, RETURNED, CANCELLED, REFUNDED);

    /** A refund counts once, whatever is handled again. */
    private static final String REFUNDS =
            """
            insert into rapport.customer_refund (order_id, refund_id, refunded_at, currency, total, reason)
            select * from unnest(:orders::text[], :refunds::text[], :times::timestamptz[], :currencies::text[],
                                 :totals::numeric[], :reasons::text[])
            on conflict (order_id, refund_id) do nothing""";

    private static final String REFUND_ITEMS =
            """
            insert into rapport.customer_refund_item (order_id, refund_id, line, sku, quantity, amount)
            select * from unnest(:orders::text[], :refunds::text[], :lines::smallint[], :skus::text[], :quantities::int[],
                                 :amounts::numeric[])
            on conflict (order_id, refund_id, line) do nothing""";

    /**
     * Whatever an event says of an order stands in the columns of {@code excluded} that it is about, the others are null:
     * the order itself where {@code placed_at} is there, and so on. An order stays its customer's. The newest fact says
     * when it will arrive, also when an older one is handled late or again; what else happens to it happens once.
     */
    private static final String TOLD =
            """
            insert into rapport.customer_order as o
                (id, customer_id, currency, total, shipping, tax, discount, placed_at, shipped_at, expected_on,
                 expected_told_at, carrier, tracking, early_news, delivered_at, returned_at, cancelled_at, called_off)
            select id, customer_id, currency, total, shipping, tax, discount, placed_at, shipped_at, expected_on,
                   expected_told_at, carrier, tracking, news, delivered_at, returned_at, cancelled_at, called_off
            from unnest(:ids::text[], :customers::text[], :currencies::text[], :totals::numeric[], :shippings::numeric[],
                        :taxes::numeric[], :discounts::numeric[], :placed::timestamptz[], :shipped::timestamptz[],
                        :expected::date[], :expectedSince::timestamptz[], :carriers::text[], :trackings::text[], :news::boolean[],
                        :delivered::timestamptz[], :returned::timestamptz[], :cancelled::timestamptz[], :calledOff::text[])
                 n (id, customer_id, currency, total, shipping, tax, discount, placed_at, shipped_at, expected_on,
                    expected_told_at, carrier, tracking, news, delivered_at, returned_at, cancelled_at, called_off)
            order by id
            on conflict (id) do update set
                currency  = case when excluded.placed_at is null then o.currency else excluded.currency end,
                total     = case when excluded.placed_at is null then o.total else excluded.total end,
                shipping  = case when excluded.placed_at is null then o.shipping else excluded.shipping end,
                tax       = case when excluded.placed_at is null then o.tax else excluded.tax end,
                discount  = case when excluded.placed_at is null then o.discount else excluded.discount end,
                placed_at = coalesce(excluded.placed_at, o.placed_at),
                shipped_at = coalesce(o.shipped_at, excluded.shipped_at),
                expected_on = case when %1$s then excluded.expected_on else o.expected_on end,
                expected_told_at = case when %1$s then excluded.expected_told_at else o.expected_told_at end,
                carrier   = coalesce(excluded.carrier, o.carrier),
                tracking  = coalesce(excluded.tracking, o.tracking),
                early_news = case when excluded.early_news then o.placed_at is null else o.early_news end,
                delivered_at = coalesce(o.delivered_at, excluded.delivered_at),
                returned_at = coalesce(o.returned_at, excluded.returned_at),
                cancelled_at = coalesce(o.cancelled_at, excluded.cancelled_at),
                called_off = coalesce(o.called_off, excluded.called_off)
            where o.customer_id = excluded.customer_id
            returning id"""
                    .formatted("coalesce(o.expected_told_at, '-infinity') <= excluded.expected_told_at");

    private final JdbcClient jdbc;

    OrderTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static boolean isAboutOrder(Event event) {
        return OF_DELIVERY.contains(event.type()) || changesPurchases(event.type());
    }

    /** @return whether an event of the type says what was bought, or what of it came back */
    static boolean changesPurchases(String type) {
        return OF_PURCHASE.contains(type);
    }

    static String order(Event event) {
        return event.text("orderId");
    }

    /**
     * @param events about orders
     * @throws RejectedEvent if one is about another customer's: an event must not reach into another's order
     */
    void take(List<Event> events) {
        Map<String, Event> byOrder = new HashMap<>();
        for (Event event : events) {
            if (byOrder.putIfAbsent(order(event), event) != null) {
                throw foreign(event);
            }
        }
        Set<String> own = Set.copyOf(jdbc.sql(TOLD)
                .param("ids", Columns.of(events, OrderTables::order))
                .param("customers", Columns.of(events, Event::customerId))
                .param("currencies", Columns.of(events, event -> is(event, PLACED) ? event.text("currency") : null))
                .param("totals", amounts(events, "total"))
                .param("shippings", amounts(events, "shipping"))
                .param("taxes", amounts(events, "tax"))
                .param("discounts", amounts(events, "discount"))
                .param("placed", times(events, PLACED))
                .param("shipped", times(events, SHIPPED))
                .param("expected", Columns.of(events, OrderTables::expectedOn))
                .param(
                        "expectedSince",
                        Columns.of(events, event -> expectedOn(event) == null ? null : event.occurredAt()))
                .param("carriers", Columns.of(events, event -> is(event, SHIPPED) ? event.text("carrier") : null))
                .param("trackings", Columns.of(events, event -> is(event, SHIPPED) ? event.text("tracking") : null))
                .param("news", Columns.of(events, event -> is(event, SHIPPED) || is(event, DELAYED)))
                .param("delivered", times(events, DELIVERED))
                .param("returned", times(events, RETURNED))
                .param("cancelled", times(events, CANCELLED))
                .param("calledOff", Columns.of(events, OrderTables::calledOff))
                .query(String.class)
                .list());
        events.stream().filter(event -> !own.contains(order(event))).findFirst().ifPresent(event -> {
            throw foreign(event);
        });
        addItems(events.stream().filter(event -> is(event, PLACED)).toList());
        addRefunds(events.stream().filter(event -> is(event, REFUNDED)).toList());
    }

    private void addRefunds(List<Event> refunded) {
        if (refunded.isEmpty()) {
            return;
        }
        jdbc.sql(REFUNDS)
                .param("orders", Columns.of(refunded, OrderTables::order))
                .param("refunds", Columns.of(refunded, event -> event.text("refundId")))
                .param("times", Columns.of(refunded, Event::occurredAt))
                .param("currencies", Columns.of(refunded, event -> event.text("currency")))
                .param(
                        "totals",
                        Columns.of(refunded, event -> event.data().get("total").decimalValue()))
                .param("reasons", Columns.of(refunded, event -> event.text("reason")))
                .update();
        record Line(Event event, int number, JsonNode item) {}
        List<Line> lines = new ArrayList<>();
        for (Event event : refunded) {
            int number = 0;
            for (JsonNode item : event.data().path("items")) {
                lines.add(new Line(event, ++number, item));
            }
        }
        if (!lines.isEmpty()) {
            jdbc.sql(REFUND_ITEMS)
                    .param("orders", Columns.of(lines, line -> order(line.event())))
                    .param("refunds", Columns.of(lines, line -> line.event().text("refundId")))
                    .param("lines", Columns.of(lines, Line::number))
                    .param(
                            "skus",
                            Columns.of(lines, line -> line.item().get("sku").asText()))
                    .param("quantities", Columns.of(lines, line -> line.item()
                            .get("quantity")
                            .intValue()))
                    .param(
                            "amounts",
                            Columns.of(lines, line -> line.item().get("amount").decimalValue()))
                    .update();
        }
    }

    private static RejectedEvent foreign(Event event) {
        return RejectedEvent.because("order:" + order(event) + " is another customer's; send the event with the"
                + " subject of the customer who placed it");
    }

    private void addItems(List<Event> placed) {
        record Line(String order, String currency, int number, JsonNode item) {}
        List<Line> lines = new ArrayList<>();
        for (Event event : placed) {
            int number = 0;
            for (JsonNode item : event.data().get("items")) {
                lines.add(new Line(order(event), event.text("currency"), ++number, item));
            }
        }
        if (lines.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                insert into rapport.customer_order_item (order_id, line, sku, name, quantity, price, amount_minor)
                select order_id, line, sku, name, quantity, price, rapport.minor_units(quantity * price, currency)
                from unnest(:orders::text[], :currencies::text[], :lines::smallint[], :skus::text[], :names::text[],
                            :quantities::int[], :prices::numeric[])
                     n (order_id, currency, line, sku, name, quantity, price)
                on conflict (order_id, line) do nothing""")
                .param("orders", Columns.of(lines, Line::order))
                .param("currencies", Columns.of(lines, Line::currency))
                .param("lines", Columns.of(lines, Line::number))
                .param("skus", Columns.of(lines, line -> line.item().get("sku").asText()))
                .param(
                        "names",
                        Columns.of(lines, line -> line.item().get("name").asText()))
                .param(
                        "quantities",
                        Columns.of(lines, line -> line.item().get("quantity").intValue()))
                .param(
                        "prices",
                        Columns.of(lines, line -> line.item().get("price").decimalValue()))
                .update();
    }

    /**
     * A shipment or a delay that the order's row knows already, in all that it names; a day that a newer fact has replaced
     * counts as known. What came before the order itself reached nobody, so that it is news when it comes again.
     *
     * @return the numbers of those events
     */
    Set<Long> known(List<Event> events) {
        List<Event> asked = events.stream()
                .filter(event -> is(event, SHIPPED) || is(event, DELAYED))
                .toList();
        if (asked.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(jdbc.sql(
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
                .param("ids", Columns.of(asked, OrderTables::order))
                .param("customers", Columns.of(asked, Event::customerId))
                .param("shipped", Columns.of(asked, event -> is(event, SHIPPED)))
                .param("days", Columns.of(asked, event -> event.text("expectedOn")))
                .param("times", Columns.of(asked, Event::occurredAt))
                .param("carriers", Columns.of(asked, event -> event.text("carrier")))
                .param("trackings", Columns.of(asked, event -> event.text("tracking")))
                .query(Long.class)
                .list());
    }

    /** Orders are kept for the books; whose they were, and where they went, is forgotten. */
    void forget(String customerId) {
        jdbc.sql("update rapport.customer_order set former = true where customer_id = :id")
                .param("id", customerId)
                .update();
    }

    private static boolean is(Event event, String type) {
        return event.type().equals(type);
    }

    private static String[] times(List<Event> events, String type) {
        return Columns.of(events, event -> is(event, type) ? event.occurredAt() : null);
    }

    private static String[] amounts(List<Event> events, String field) {
        return Columns.of(events, event -> amount(event, field));
    }

    private static BigDecimal amount(Event event, String field) {
        return is(event, PLACED) && event.data().has(field)
                ? event.data().get(field).decimalValue()
                : null;
    }

    private static LocalDate expectedOn(Event event) {
        return (is(event, SHIPPED) || is(event, DELAYED)) && event.data().has("expectedOn")
                ? LocalDate.parse(event.text("expectedOn"))
                : null;
    }

    private static String calledOff(Event event) {
        return is(event, RETURNED) ? "returned" : is(event, CANCELLED) ? "cancelled" : null;
    }
}
