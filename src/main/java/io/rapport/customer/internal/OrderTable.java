package io.rapport.customer.internal;

import static io.rapport.customer.internal.OrderEvents.is;

import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of orders: what events say of each, but its lines and what was paid back. */
final class OrderTable {

    /**
     * Whatever an event says of an order stands in the columns of {@code excluded} that it is about, the others are null:
     * the order itself where {@code placed_at} is there, and so on. An order stays its customer's, and as it was placed
     * first; an import may have left amounts open. The newest fact says when it will arrive, also when an older one is
     * handled late or again; what else happens to it happens once.
     */
    private static final String SAID =
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

    private final JdbcClient jdbc;

    OrderTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Writes what events say, and locks the orders.
     *
     * @param events about orders, one an order
     * @return the orders as they stand now, by their numbers; without those that are another customer's, which stay as they were
     */
    Map<String, PlacedOrder> take(List<Event> events) {
        return jdbc
                .sql(SAID)
                .param("ids", Columns.of(events, OrderEvents::orderId))
                .param("customers", Columns.of(events, Event::customerId))
                .param(
                        "currencies",
                        Columns.of(events, event -> is(event, OrderEvents.PLACED) ? event.text("currency") : null))
                .param("totals", amounts(events, "total"))
                .param("shippings", amounts(events, "shipping"))
                .param("taxes", amounts(events, "tax"))
                .param("discounts", amounts(events, "discount"))
                .param("placed", times(events, OrderEvents.PLACED))
                .param("shipped", times(events, OrderEvents.SHIPPED))
                .param("expected", Columns.of(events, OrderEvents::expectedOn))
                .param(
                        "expectedSince",
                        Columns.of(events, event -> OrderEvents.expectedOn(event) == null ? null : event.occurredAt()))
                .param("carriers", ofShipment(events, "carrier"))
                .param("trackings", ofShipment(events, "tracking"))
                .param("news", Columns.of(events, OrderEvents::isNewsOfParcel))
                .param("delivered", times(events, OrderEvents.DELIVERED))
                .param("returned", times(events, OrderEvents.RETURNED))
                .param("cancelled", times(events, OrderEvents.CANCELLED))
                .param("calledOff", Columns.of(events, OrderEvents::calledOff))
                .query(OrderTable::read)
                .list()
                .stream()
                .collect(Collectors.toMap(PlacedOrder::id, Function.identity()));
    }

    /** Gives an order the currency and the amounts that it was placed with. */
    void replace(PlacedOrder order) {
        jdbc.sql(
                        """
                update rapport.customer_order
                set currency = :currency, total = :total, shipping = :shipping, tax = :tax, discount = :discount
                where id = :id""")
                .param("currency", order.currency())
                .param("total", order.total())
                .param("shipping", order.shipping(), Types.NUMERIC)
                .param("tax", order.tax(), Types.NUMERIC)
                .param("discount", order.discount(), Types.NUMERIC)
                .param("id", order.id())
                .update();
    }

    /** Orders are kept for the books; whose they were, and where they went, is forgotten. */
    void forget(String customerId) {
        jdbc.sql("update rapport.customer_order set former = true where customer_id = :id")
                .param("id", customerId)
                .update();
    }

    private static PlacedOrder read(ResultSet rs, int row) throws SQLException {
        return new PlacedOrder(
                rs.getString("id"),
                rs.getBoolean("placed"),
                rs.getString("currency"),
                rs.getBigDecimal("total"),
                rs.getBigDecimal("shipping"),
                rs.getBigDecimal("tax"),
                rs.getBigDecimal("discount"));
    }

    private static String[] times(List<Event> events, String type) {
        return Columns.of(events, event -> is(event, type) ? event.occurredAt() : null);
    }

    private static String[] amounts(List<Event> events, String field) {
        return Columns.of(events, event -> OrderEvents.amount(event, field));
    }

    private static String[] ofShipment(List<Event> events, String field) {
        return Columns.of(events, event -> is(event, OrderEvents.SHIPPED) ? event.text(field) : null);
    }
}
