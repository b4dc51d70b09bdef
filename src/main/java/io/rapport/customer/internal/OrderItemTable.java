package io.rapport.customer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** The lines of orders. */
final class OrderItemTable {

    /** An order has all its lines, or none yet. */
    private static final String ADD =
            """
            insert into rapport.customer_order_item (order_id, line, sku, name, quantity, price, amount_minor)
            select order_id, line, sku, name, quantity, price, rapport.minor_units(quantity * price, currency)
            from unnest(:orders::text[], :currencies::text[], :lines::smallint[], :skus::text[], :names::text[],
                        :quantities::int[], :prices::numeric[])
                 n (order_id, currency, line, sku, name, quantity, price)
            where not exists (select from rapport.customer_order_item k where k.order_id = n.order_id)
            returning order_id""";

    /** In which sequence the lines stand, and what an article is called, says nothing of an order. */
    private static final String OTHER =
            """
            with said as (
                select order_id, sku, quantity, rapport.minor_units(quantity * price, currency) as amount_minor
                from unnest(:orders::text[], :currencies::text[], :skus::text[], :quantities::int[], :prices::numeric[])
                     n (order_id, currency, sku, quantity, price)),
            kept as (
                select order_id, sku, quantity, amount_minor from rapport.customer_order_item
                where order_id = any(:orders::text[]))
            select order_id from (table said except all table kept) said_alone
            union
            select order_id from (table kept except all table said) kept_alone""";

    private record Line(String order, String currency, int number, JsonNode item) {}

    private final JdbcClient jdbc;

    OrderItemTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Adds the lines of orders that have none; their rows are locked.
     *
     * @param placed {@code order.placed}, one an order
     * @return the numbers of those orders that have other lines
     */
    Set<String> add(List<Event> placed) {
        List<Line> lines = lines(placed);
        if (lines.isEmpty()) {
            return Set.of();
        }
        Set<String> added = new HashSet<>(with(lines, jdbc.sql(ADD))
                .param("lines", Columns.of(lines, Line::number))
                .param(
                        "names",
                        Columns.of(lines, line -> line.item().get("name").asText()))
                .query(String.class)
                .list());
        List<Line> compared =
                lines.stream().filter(line -> !added.contains(line.order())).toList();
        return compared.isEmpty()
                ? Set.of()
                : new HashSet<>(
                        with(compared, jdbc.sql(OTHER)).query(String.class).list());
    }

    /** Gives an order the lines that its event names, in the place of those that it has. */
    void replace(Event placed) {
        jdbc.sql("delete from rapport.customer_order_item where order_id = :id")
                .param("id", OrderEvents.orderId(placed))
                .update();
        add(List.of(placed));
    }

    private static List<Line> lines(Collection<Event> placed) {
        List<Line> lines = new ArrayList<>();
        for (Event event : placed) {
            int number = 0;
            for (JsonNode item : event.data().get("items")) {
                lines.add(new Line(OrderEvents.orderId(event), event.text("currency"), ++number, item));
            }
        }
        return lines;
    }

    private static StatementSpec with(List<Line> lines, StatementSpec statement) {
        return statement
                .param("orders", Columns.of(lines, Line::order))
                .param("currencies", Columns.of(lines, Line::currency))
                .param("skus", Columns.of(lines, line -> line.item().get("sku").asText()))
                .param(
                        "quantities",
                        Columns.of(lines, line -> line.item().get("quantity").intValue()))
                .param(
                        "prices",
                        Columns.of(lines, line -> line.item().get("price").decimalValue()));
    }
}
