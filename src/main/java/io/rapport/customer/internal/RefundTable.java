package io.rapport.customer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.customer.Currencies;
import io.rapport.customer.Orders;
import io.rapport.customer.Refund;
import io.rapport.customer.internal.RefundedOrder.Bought;
import io.rapport.customer.internal.RefundedOrder.Pieces;
import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventArchive;
import io.rapport.inbox.RejectedEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What events say was paid back of orders; a refund is judged by its order as soon as that is known. */
final class RefundTable {

    /** A refund counts once, whatever is handled again. */
    private static final String REFUNDS =
            """
            insert into rapport.customer_refund (order_id, refund_id, refunded_at, currency, total, reason)
            select * from unnest(:orders::text[], :refunds::text[], :times::timestamptz[], :currencies::text[],
                                 :totals::numeric[], :reasons::text[])
            on conflict (order_id, refund_id) do nothing""";

    private static final String ITEMS =
            """
            insert into rapport.customer_refund_item (order_id, refund_id, line, sku, quantity, amount)
            select * from unnest(:orders::text[], :refunds::text[], :lines::smallint[], :skus::text[], :quantities::int[],
                                 :amounts::numeric[])
            on conflict (order_id, refund_id, line) do nothing""";

    private final JdbcClient jdbc;
    private final Orders known;
    private final EventArchive archive;

    RefundTable(JdbcClient jdbc, Orders known, EventArchive archive) {
        this.jdbc = jdbc;
        this.known = known;
        this.archive = archive;
    }

    /**
     * Judges the refunds that came before their orders. One that does not fit counts no longer, and its event becomes a dead
     * letter, as it had if it had come after.
     *
     * @param orders that are placed now, by the customers whose they are
     */
    void judgeEarly(Map<RefundedOrder, String> orders) {
        if (orders.isEmpty()) {
            return;
        }
        Map<String, List<Refund>> early =
                known.refunds(orders.keySet().stream().map(RefundedOrder::id).toList());
        if (early.isEmpty()) {
            return;
        }
        Map<String, Map<String, Bought>> articles = articles(early.keySet());
        orders.forEach((order, customer) -> {
            RefundedOrder whole = order.with(articles.getOrDefault(order.id(), Map.of()));
            List<Refund> taken = new ArrayList<>();
            early.getOrDefault(order.id(), List.of()).forEach(refund -> {
                Optional<String> fault = whole.fault(refund, taken);
                if (fault.isEmpty()) {
                    taken.add(refund);
                } else {
                    remove(order.id(), refund.refundId());
                    archive.giveUp(
                            customer,
                            OrderEvents.REFUNDED,
                            Map.of("orderId", order.id(), "refundId", refund.refundId()),
                            fault.get());
                }
            });
        });
    }

    private void remove(String orderId, String refundId) {
        jdbc.sql("delete from rapport.customer_refund where order_id = :order and refund_id = :refund")
                .param("order", orderId)
                .param("refund", refundId)
                .update();
    }

    /**
     * @param refunded events about refunds, one an order
     * @param orders those of their orders that are placed, by their ids
     * @throws RejectedEvent if one is none of its order
     */
    void add(List<Event> refunded, Map<String, RefundedOrder> orders) {
        if (refunded.isEmpty()) {
            return;
        }
        requireFit(refunded, orders);
        jdbc.sql(REFUNDS)
                .param("orders", Columns.of(refunded, OrderEvents::orderId))
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
            jdbc.sql(ITEMS)
                    .param("orders", Columns.of(lines, line -> OrderEvents.orderId(line.event())))
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

    private void requireFit(List<Event> refunded, Map<String, RefundedOrder> orders) {
        List<Event> judged = refunded.stream()
                .filter(event -> orders.containsKey(OrderEvents.orderId(event)))
                .toList();
        if (judged.isEmpty()) {
            return;
        }
        Set<String> ids = judged.stream().map(OrderEvents::orderId).collect(Collectors.toSet());
        Map<String, List<Refund>> before = known.refunds(ids);
        Map<String, Map<String, Bought>> articles = articles(ids);
        for (Event event : judged) {
            String id = OrderEvents.orderId(event);
            orders.get(id)
                    .with(articles.getOrDefault(id, Map.of()))
                    .fault(refund(event), before.getOrDefault(id, List.of()))
                    .ifPresent(fault -> {
                        throw RejectedEvent.because(fault);
                    });
        }
    }

    private static Refund refund(Event event) {
        return new Refund(
                event.text("refundId"),
                event.occurredAt(),
                event.text("currency"),
                event.data().get("total").decimalValue(),
                StreamSupport.stream(event.data().path("items").spliterator(), false)
                        .map(item -> new Refund.Item(
                                item.get("sku").asText(),
                                item.get("quantity").intValue(),
                                item.get("amount").decimalValue()))
                        .toList());
    }

    /** @return by order, of those whose lines are known, what was bought of each article */
    private Map<String, Map<String, Bought>> articles(Collection<String> orders) {
        record Line(String order, String sku, Pieces pieces) {}
        return jdbc
                .sql(
                        """
                select i.order_id, i.sku, o.currency, i.quantity, i.amount_minor
                from rapport.customer_order_item i
                join rapport.customer_order o on o.id = i.order_id
                where i.order_id = any(:orders::text[])""")
                .param("orders", orders.toArray(String[]::new))
                .query((rs, n) -> new Line(
                        rs.getString("order_id"),
                        rs.getString("sku"),
                        new Pieces(
                                rs.getLong("quantity"),
                                Currencies.units(rs.getBigDecimal("amount_minor"), rs.getString("currency")))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Line::order,
                        Collectors.groupingBy(
                                Line::sku,
                                Collectors.collectingAndThen(
                                        Collectors.mapping(Line::pieces, Collectors.toList()), Bought::new))));
    }
}
