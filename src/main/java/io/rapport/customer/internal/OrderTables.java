package io.rapport.customer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventArchive;
import io.rapport.inbox.RejectedEvent;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** What events say of orders; at most one event a customer at a time. */
final class OrderTables {

    private static final String PLACED = "order.placed";
    private static final String SHIPPED = "order.shipped";
    private static final String DELAYED = "order.delayed";
    private static final String DELIVERED = "order.delivered";
    private static final String RETURNED = "order.returned";
    private static final String CANCELLED = "order.cancelled";

    static final String REFUNDED = "order.refunded";

    /** Where an order is: nothing of what was bought. */
    private static final Set<String> OF_DELIVERY = Set.of(SHIPPED, DELAYED, DELIVERED);

    /** What was bought, and what of it stayed. */
    private static final Set<String> OF_PURCHASE = Set.of(PLACED, RETURNED, CANCELLED, REFUNDED);

    /**
     * Whatever an event says of an order stands in the columns of {@code excluded} that it is about, the others are null:
     * the order itself where {@code placed_at} is there, and so on. An order stays its customer's, and as it was placed
     * first; an import may have left amounts open. The newest fact says when it will arrive, also when an older one is
     * handled late or again; what else happens to it happens once.
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
                currency  = coalesce(o.currency, excluded.currency),
                total     = coalesce(o.total, excluded.total),
                shipping  = case when %2$s then coalesce(o.shipping, excluded.shipping) else o.shipping end,
                tax       = case when %2$s then coalesce(o.tax, excluded.tax) else o.tax end,
                discount  = case when %2$s then coalesce(o.discount, excluded.discount) else o.discount end,
                placed_at = coalesce(o.placed_at, excluded.placed_at),
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
            returning id, placed_at is not null as placed, currency, total, shipping, tax, discount"""
                    .formatted(
                            "coalesce(o.expected_told_at, '-infinity') <= excluded.expected_told_at",
                            "o.placed_at is null or o.import_id is not null");

    /** Those of which an event says other lines than are kept. */
    private static final String OTHER_ITEMS =
            """
            select n.order_id
            from unnest(:orders::text[], :currencies::text[], :lines::smallint[], :skus::text[], :quantities::int[],
                        :prices::numeric[])
                 n (order_id, currency, line, sku, quantity, price)
            left join rapport.customer_order_item k on k.order_id = n.order_id and k.line = n.line
            where (k.sku, k.quantity, k.amount_minor)
                  is distinct from (n.sku, n.quantity, rapport.minor_units(n.quantity * n.price, n.currency))
            union
            select k.order_id from rapport.customer_order_item k
            where k.order_id = any(:orders::text[])
            group by k.order_id
            having count(*) <> (select count(*) from unnest(:orders::text[]) n (order_id) where n.order_id = k.order_id)""";

    private final JdbcClient jdbc;
    private final EventArchive archive;
    private final RefundTable refunds;

    OrderTables(JdbcClient jdbc, EventArchive archive) {
        this.jdbc = jdbc;
        this.archive = archive;
        this.refunds = new RefundTable(jdbc, archive);
    }

    /**
     * An order as it stands in the table.
     *
     * @param placed whether it is known by more than what happened to it; if not, there are no amounts
     */
    private record Kept(
            String id,
            boolean placed,
            String currency,
            BigDecimal total,
            BigDecimal shipping,
            BigDecimal tax,
            BigDecimal discount) {

        private static Kept read(ResultSet rs, int row) throws SQLException {
            return new Kept(
                    rs.getString("id"),
                    rs.getBoolean("placed"),
                    rs.getString("currency"),
                    rs.getBigDecimal("total"),
                    rs.getBigDecimal("shipping"),
                    rs.getBigDecimal("tax"),
                    rs.getBigDecimal("discount"));
        }

        /** @return the order as an {@code order.placed} says it is */
        private static Kept of(Event event) {
            return new Kept(
                    order(event),
                    true,
                    event.text("currency"),
                    amount(event, "total"),
                    amount(event, "shipping"),
                    amount(event, "tax"),
                    amount(event, "discount"));
        }

        /** @return the fields of an {@code order.placed} that say something else; an amount that is not named is nothing */
        List<String> otherThan(Event event) {
            List<String> other = new ArrayList<>();
            if (!event.text("currency").equals(currency)) {
                other.add("currency");
            }
            Map<String, BigDecimal> amounts = new LinkedHashMap<>();
            amounts.put("total", total);
            amounts.put("shipping", shipping);
            amounts.put("tax", tax);
            amounts.put("discount", discount);
            amounts.forEach((field, kept) -> {
                if (orZero(kept).compareTo(orZero(amount(event, field))) != 0) {
                    other.add(field);
                }
            });
            return other;
        }

        RefundedOrder toJudge() {
            return new RefundedOrder(id, currency, total, Set.of());
        }

        private static BigDecimal orZero(BigDecimal amount) {
            return amount == null ? BigDecimal.ZERO : amount;
        }
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
     * @throws RejectedEvent if one is about another customer's: an event must not reach into another's order; or says
     *     something else of an order, or a refund, that is known
     */
    void take(List<Event> events) {
        Map<String, Event> byOrder = new HashMap<>();
        for (Event event : events) {
            if (byOrder.putIfAbsent(order(event), event) != null) {
                throw foreign(event);
            }
        }
        Map<String, Kept> own = jdbc
                .sql(TOLD)
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
                .query(Kept::read)
                .list()
                .stream()
                .collect(Collectors.toMap(Kept::id, Function.identity(), (one, same) -> one, HashMap::new));
        events.stream()
                .filter(event -> !own.containsKey(order(event)))
                .findFirst()
                .ifPresent(event -> {
                    throw foreign(event);
                });
        List<Event> placed = events.stream().filter(event -> is(event, PLACED)).toList();
        for (Event event : placed) {
            List<String> other = own.get(order(event)).otherThan(event);
            if (!other.isEmpty() && archive.isBroughtAgain(event)) {
                restore(event);
                // its refunds are judged by what it was placed for
                own.put(order(event), Kept.of(event));
            } else {
                requireSame(event, other);
            }
        }
        addItems(placed);
        takeRefunds(events, own);
    }

    private void takeRefunds(List<Event> events, Map<String, Kept> own) {
        Map<RefundedOrder, String> placed = new LinkedHashMap<>();
        Map<String, RefundedOrder> refundedOrders = new HashMap<>();
        List<Event> refunded = new ArrayList<>();
        for (Event event : events) {
            Kept kept = own.get(order(event));
            if (is(event, PLACED)) {
                placed.put(kept.toJudge(), event.customerId());
            } else if (is(event, REFUNDED)) {
                refunded.add(event);
                if (kept.placed()) {
                    refundedOrders.put(kept.id(), kept.toJudge());
                }
            }
        }
        refunds.judgeEarly(placed);
        refunds.add(refunded, refundedOrders);
    }

    /** The table lost what the event had said of its order. */
    private void restore(Event placed) {
        jdbc.sql(
                        """
                update rapport.customer_order
                set currency = :currency, total = :total, shipping = :shipping, tax = :tax, discount = :discount
                where id = :id""")
                .param("currency", placed.text("currency"))
                .param("total", amount(placed, "total"))
                .param("shipping", amount(placed, "shipping"), Types.NUMERIC)
                .param("tax", amount(placed, "tax"), Types.NUMERIC)
                .param("discount", amount(placed, "discount"), Types.NUMERIC)
                .param("id", order(placed))
                .update();
    }

    private void restoreItems(Event placed) {
        jdbc.sql("delete from rapport.customer_order_item where order_id = :id")
                .param("id", order(placed))
                .update();
        addItems(List.of(placed));
    }

    private static void requireSame(Event event, Collection<String> other) {
        if (!other.isEmpty()) {
            throw RejectedEvent.because("order:" + order(event) + " is known already, with another "
                    + String.join(", ", other) + ": order.placed does not change an order; send order.refunded for what"
                    + " it is less by, or order.cancelled and the new order under a number of its own");
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
        UnaryOperator<StatementSpec> withLines = statement -> statement
                .param("orders", Columns.of(lines, Line::order))
                .param("currencies", Columns.of(lines, Line::currency))
                .param("lines", Columns.of(lines, Line::number))
                .param("skus", Columns.of(lines, line -> line.item().get("sku").asText()))
                .param(
                        "quantities",
                        Columns.of(lines, line -> line.item().get("quantity").intValue()))
                .param(
                        "prices",
                        Columns.of(lines, line -> line.item().get("price").decimalValue()));
        List<String> added = withLines
                .apply(
                        jdbc.sql(
                                """
                insert into rapport.customer_order_item (order_id, line, sku, name, quantity, price, amount_minor)
                select order_id, line, sku, name, quantity, price, rapport.minor_units(quantity * price, currency)
                from unnest(:orders::text[], :currencies::text[], :lines::smallint[], :skus::text[], :names::text[],
                            :quantities::int[], :prices::numeric[])
                     n (order_id, currency, line, sku, name, quantity, price)
                on conflict (order_id, line) do nothing
                returning order_id"""))
                .param(
                        "names",
                        Columns.of(lines, line -> line.item().get("name").asText()))
                .query(String.class)
                .list();
        if (added.size() < lines.size()) {
            // of some lines that are new and others that are known the new ones are too many
            Set<String> other = new HashSet<>(added);
            other.removeIf(order -> Collections.frequency(added, order)
                    == lines.stream().filter(line -> line.order().equals(order)).count());
            other.addAll(
                    withLines.apply(jdbc.sql(OTHER_ITEMS)).query(String.class).list());
            for (Event event : placed) {
                if (other.contains(order(event)) && archive.isBroughtAgain(event)) {
                    restoreItems(event);
                } else if (other.contains(order(event))) {
                    requireSame(event, List.of("items"));
                }
            }
        }
    }

    /**
     * An order that an event has placed already; a shipment or a delay that the order's row knows already, in all that it
     * names; a day that a newer fact has replaced counts as known. What came before the order itself reached nobody, so that
     * it is news when it comes again; so is an order that is known by an import alone.
     *
     * @return the numbers of those events
     */
    Set<Long> known(List<Event> events) {
        Set<Long> known = new HashSet<>(knownNews(events));
        known.addAll(knownOrders(events));
        return known;
    }

    private List<Long> knownOrders(List<Event> events) {
        List<Event> asked = events.stream().filter(event -> is(event, PLACED)).toList();
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
                .param("ids", Columns.of(asked, OrderTables::order))
                .param("customers", Columns.of(asked, Event::customerId))
                .query(Long.class)
                .list();
    }

    private List<Long> knownNews(List<Event> events) {
        List<Event> asked = events.stream()
                .filter(event -> is(event, SHIPPED) || is(event, DELAYED))
                .toList();
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
                .param("ids", Columns.of(asked, OrderTables::order))
                .param("customers", Columns.of(asked, Event::customerId))
                .param("shipped", Columns.of(asked, event -> is(event, SHIPPED)))
                .param("days", Columns.of(asked, event -> event.text("expectedOn")))
                .param("times", Columns.of(asked, Event::occurredAt))
                .param("carriers", Columns.of(asked, event -> event.text("carrier")))
                .param("trackings", Columns.of(asked, event -> event.text("tracking")))
                .query(Long.class)
                .list();
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
