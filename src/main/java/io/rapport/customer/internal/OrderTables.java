package io.rapport.customer.internal;

import io.rapport.customer.Orders;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventArchive;
import io.rapport.inbox.RejectedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes what events say of orders into their tables, and refuses what contradicts them; at most one event a customer at a
 * time.
 */
final class OrderTables {

    private final EventArchive archive;
    private final OrderTable orders;
    private final OrderItemTable items;
    private final RefundTable refunds;

    OrderTables(JdbcClient jdbc, Orders known, EventArchive archive) {
        this.archive = archive;
        this.orders = new OrderTable(jdbc);
        this.items = new OrderItemTable(jdbc);
        this.refunds = new RefundTable(jdbc, known, archive);
    }

    /**
     * @param events about orders
     * @throws RejectedEvent if one is about another customer's: an event must not reach into another's order; or says
     *     something else of an order, or a refund, that is known
     */
    void take(List<Event> events) {
        Set<String> ids = new HashSet<>();
        requireOwn(events, event -> ids.add(OrderEvents.orderId(event)));
        Map<String, PlacedOrder> kept = new HashMap<>(orders.take(events));
        requireOwn(events, event -> kept.containsKey(OrderEvents.orderId(event)));

        List<Event> placed = events.stream()
                .filter(event -> OrderEvents.is(event, OrderEvents.PLACED))
                .toList();
        Set<String> otherItems = items.add(placed);
        for (Event event : placed) {
            PlacedOrder said = PlacedOrder.of(event);
            List<String> other = kept.get(said.id()).otherThan(said);
            if (otherItems.contains(said.id())) {
                other.add("items");
            }
            if (other.isEmpty()) {
                continue;
            }
            if (!archive.isBroughtAgain(event)) {
                throw another(said.id(), other);
            }
            // the tables have lost what it said; its refunds are judged by that, too
            orders.replace(said);
            items.replace(event);
            kept.put(said.id(), said);
        }
        takeRefunds(events, kept);
    }

    private void takeRefunds(List<Event> events, Map<String, PlacedOrder> kept) {
        Map<RefundedOrder, String> placed = new LinkedHashMap<>();
        Map<String, RefundedOrder> refundedOrders = new HashMap<>();
        List<Event> refunded = new ArrayList<>();
        for (Event event : events) {
            PlacedOrder order = kept.get(OrderEvents.orderId(event));
            if (OrderEvents.is(event, OrderEvents.PLACED)) {
                placed.put(order.toJudge(), event.customerId());
            } else if (OrderEvents.is(event, OrderEvents.REFUNDED)) {
                refunded.add(event);
                if (order.placed()) {
                    refundedOrders.put(order.id(), order.toJudge());
                }
            }
        }
        refunds.judgeEarly(placed);
        refunds.add(refunded, refundedOrders);
    }

    /** @param customerId who was erased */
    void forget(String customerId) {
        orders.forget(customerId);
    }

    private static void requireOwn(List<Event> events, Predicate<Event> own) {
        for (Event event : events) {
            if (!own.test(event)) {
                throw RejectedEvent.because("order:" + OrderEvents.orderId(event)
                        + " is another customer's; send the event with the subject of the customer who placed it");
            }
        }
    }

    private static RejectedEvent another(String orderId, List<String> other) {
        return RejectedEvent.because("order:" + orderId + " is known already, with another " + String.join(", ", other)
                + ": order.placed does not change an order; send order.refunded for what it is less by, or"
                + " order.cancelled and the new order under a number of its own");
    }
}
