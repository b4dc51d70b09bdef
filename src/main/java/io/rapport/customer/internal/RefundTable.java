package io.rapport.customer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.customer.internal.RefundedOrder.PaidBack;
import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventArchive;
import io.rapport.inbox.RejectedEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

    private static final String KNOWN =
            """
            select r.order_id, r.refund_id, r.currency, r.total,
                   array(select i.sku from rapport.customer_refund_item i
                         where i.order_id = r.order_id and i.refund_id = r.refund_id order by i.line) as skus
            from rapport.customer_refund r
            where r.order_id = any(:orders::text[])
            order by r.order_id, r.refunded_at, r.refund_id""";

    private final JdbcClient jdbc;
    private final EventArchive archive;

    RefundTable(JdbcClient jdbc, EventArchive archive) {
        this.jdbc = jdbc;
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
        Map<String, Map<String, PaidBack>> early =
                known(orders.keySet().stream().map(RefundedOrder::id).toList());
        if (early.isEmpty()) {
            return;
        }
        Map<String, Set<String>> articles = articles(early.keySet());
        orders.forEach((order, customer) -> {
            RefundedOrder whole = order.with(articles.getOrDefault(order.id(), Set.of()));
            Map<String, PaidBack> taken = new LinkedHashMap<>();
            early.getOrDefault(order.id(), Map.of()).values().forEach(refund -> {
                Optional<String> fault = whole.fault(refund, taken);
                if (fault.isEmpty()) {
                    taken.put(refund.id(), refund);
                } else {
                    remove(order.id(), refund.id());
                    archive.giveUp(
                            customer,
                            OrderEvents.REFUNDED,
                            Map.of("orderId", order.id(), "refundId", refund.id()),
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
        Map<String, Map<String, PaidBack>> known = known(ids);
        Map<String, Set<String>> articles = articles(ids);
        for (Event event : judged) {
            String id = OrderEvents.orderId(event);
            orders.get(id)
                    .with(articles.getOrDefault(id, Set.of()))
                    .fault(refund(event), known.getOrDefault(id, Map.of()))
                    .ifPresent(fault -> {
                        throw RejectedEvent.because(fault);
                    });
        }
    }

    private static PaidBack refund(Event event) {
        return new PaidBack(
                event.text("refundId"),
                event.text("currency"),
                event.data().get("total").decimalValue(),
                StreamSupport.stream(event.data().path("items").spliterator(), false)
                        .map(item -> item.get("sku").asText())
                        .toList());
    }

    /** @return by order, of those of which anything was paid back, each refund by its id, the oldest first */
    private Map<String, Map<String, PaidBack>> known(Collection<String> orders) {
        Map<String, Map<String, PaidBack>> known = new HashMap<>();
        jdbc.sql(KNOWN).param("orders", orders.toArray(String[]::new)).query(rs -> {
            PaidBack refund = new PaidBack(
                    rs.getString("refund_id"), rs.getString("currency"), rs.getBigDecimal("total"), List.of((String[])
                            rs.getArray("skus").getArray()));
            known.computeIfAbsent(rs.getString("order_id"), none -> new LinkedHashMap<>())
                    .put(refund.id(), refund);
        });
        return known;
    }

    private Map<String, Set<String>> articles(Collection<String> orders) {
        Map<String, Set<String>> articles = new HashMap<>();
        jdbc.sql("select order_id, array_agg(distinct sku) as skus from rapport.customer_order_item"
                        + " where order_id = any(:orders::text[]) group by order_id")
                .param("orders", orders.toArray(String[]::new))
                .query(rs -> {
                    articles.put(rs.getString("order_id"), Set.of((String[])
                            rs.getArray("skus").getArray()));
                });
        return articles;
    }
}
