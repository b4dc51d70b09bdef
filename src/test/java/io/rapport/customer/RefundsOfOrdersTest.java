package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource.TimelineRequest;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.InvalidEvent;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("What was paid back of an order")
class RefundsOfOrdersTest {

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private CustomerValue value;

    @Autowired
    private Orders orders;

    @Autowired
    private List<TimelineSource> timelines;

    @Autowired
    private JdbcClient jdbc;

    private String customer;
    private String order;

    @BeforeEach
    void anOrder() {
        customer = shop.customer();
        order = shop.order(customer, 61.7);
    }

    private void refund(String id, double total, Map<String, Object> more) {
        Map<String, Object> data =
                new HashMap<>(Map.of("orderId", order, "refundId", id, "currency", "EUR", "total", total));
        data.putAll(more);
        journeys.event("order.refunded", customer, data);
    }

    private BigDecimal bought() {
        return value.lastTwelveMonths(customer).total();
    }

    private List<TimelineEntry> entries() {
        TimelineRequest request = new TimelineRequest(
                customer, EnumSet.of(Kind.ORDER), Instant.now().plus(1, ChronoUnit.DAYS), 20, Locale.ENGLISH);
        return timelines.stream()
                .flatMap(source -> source.entries(request).stream())
                .filter(entry -> entry.what().equals("order.refunded"))
                .toList();
    }

    @Test
    @DisplayName(
            "is taken off what was bought, each refund once, also a part of the order, whose lines are on the timeline")
    void parts() {
        Map<String, Object> line =
                Map.of("items", List.of(Map.of("sku", "T1", "quantity", 1, "amount", 13.9)), "reason", "Wrong size");
        refund("R1", 13.9, line);
        refund("R1", 13.9, line);
        refund("R2", 7.8, Map.of());

        assertThat(bought()).isEqualByComparingTo("40.00");
        assertThat(entries()).hasSize(2).anySatisfy(entry -> assertThat(entry.facts())
                .containsEntry("refund", "R1")
                .containsEntry("total", new BigDecimal("13.9"))
                .containsEntry("items", "1 × T1")
                .containsEntry("reason", "Wrong size"));
        assertThat(orders.refunds(order)).extracting(Refund::refundId).containsExactly("R1", "R2");
        assertThat(orders.refunds(order).get(0).items())
                .containsExactly(new Refund.Item("T1", 1, new BigDecimal("13.9")));
        assertThat(orders.refunds(order).get(1).items()).isEmpty();
    }

    @Test
    @DisplayName("may be all that was paid, and is nothing of an order that does not stand")
    void bounds() {
        refund("R1", 61.7, Map.of());
        assertThat(bought()).isEqualByComparingTo("0");

        shop.order(customer, 20);
        assertThat(bought()).isEqualByComparingTo("20");
        shop.order(order, customer, "returned");
        assertThat(bought()).isEqualByComparingTo("20");
    }

    private EventStatus after(String orderId, String refundId, Map<String, Object> more) {
        Map<String, Object> data =
                new HashMap<>(Map.of("orderId", orderId, "refundId", refundId, "currency", "EUR", "total", 10));
        data.putAll(more);
        return journeys.status(journeys.event("order.refunded", customer, data));
    }

    private void assertDead(EventStatus status, String reason) {
        assertThat(status.state()).isEqualTo(EventStatus.State.DEAD);
        assertThat(status.reason()).contains(reason);
    }

    @Test
    @DisplayName(
            "is refused where it is none of its order: another currency, more than is left, an article that it never had")
    void noneOfItsOrder() {
        assertDead(after(order, "R1", Map.of("currency", "USD")), "was placed in EUR, and the refund is in USD");
        assertThat(after(order, "R2", Map.of("total", 50)).state()).isEqualTo(EventStatus.State.DONE);
        assertDead(
                after(order, "R3", Map.of("total", 11.71)),
                "more than is left of order:" + order + " to pay back (11.7 EUR)");
        assertDead(
                after(order, "R4", Map.of("items", List.of(Map.of("sku", "NEVER", "quantity", 1, "amount", 10)))),
                "has no article NEVER");
        assertDead(after(order, "R2", Map.of("total", 5)), "is known by this refundId already");
        assertThat(after(order, "R2", Map.of("total", 50)).state())
                .as("the same again")
                .isEqualTo(EventStatus.State.DONE);
        assertThat(orders.refunds(order)).extracting(Refund::refundId).containsExactly("R2");
        assertThat(after(order, "R5", Map.of("total", 11.7)).state()).isEqualTo(EventStatus.State.DONE);
        assertThat(bought()).isEqualByComparingTo("0");
    }

    private static Map<String, Object> items(String sku, int quantity, double amount) {
        return Map.of("total", amount, "items", List.of(Map.of("sku", sku, "quantity", quantity, "amount", amount)));
    }

    /** Two cups at 20 and three at 3.33, with tax of 5 that the prices do not hold and shipping of 4.90. */
    private Map<String, Object> cups(String id) {
        return Map.of(
                "orderId",
                id,
                "currency",
                "EUR",
                "total",
                59.89,
                "tax",
                5,
                "shipping",
                4.9,
                "items",
                List.of(
                        Map.of("sku", "CUP", "name", "Cup", "quantity", 2, "price", 20),
                        Map.of("sku", "SPOON", "name", "Spoon", "quantity", 3, "price", 3.33)));
    }

    @Test
    @DisplayName(
            "is of no more pieces of an article than were bought, and pays no more for them than they cost with tax")
    void piecesAndCost() {
        String cups = Journeys.newId("o");
        journeys.event("order.placed", customer, cups(cups));

        assertDead(after(cups, "R1", items("CUP", 3, 40)), "the refund has 3 pieces of CUP, and 2 of order:" + cups);
        assertDead(after(cups, "R2", items("CUP", 1, 25.02)), "pays 25.02 EUR for 1 pieces of CUP, and at most 25.00");
        assertThat(after(cups, "R3", items("CUP", 1, 22)).state()).isEqualTo(EventStatus.State.DONE);
        assertThat(after(cups, "R3", items("CUP", 1, 22)).state())
                .as("the same again")
                .isEqualTo(EventStatus.State.DONE);
        assertDead(after(cups, "R3", items("CUP", 2, 22)), "is known by this refundId already");
        assertDead(after(cups, "R4", items("CUP", 2, 20)), "has 2 pieces of CUP, and 1 of order:" + cups);
        assertDead(after(cups, "R5", items("CUP", 1, 24)), "pays 24.0 EUR for 1 pieces of CUP, and at most 23.00");
        assertThat(after(cups, "R6", items("SPOON", 3, 10)).state())
                .as("three at 3.33 are rounded")
                .isEqualTo(EventStatus.State.DONE);
        assertThat(orders.refunds(cups)).extracting(Refund::refundId).containsExactlyInAnyOrder("R3", "R6");
    }

    @Test
    @DisplayName(
            "leaves of each piece what it cost: one does not take the price of another, at two prices the dearer first")
    void pieceByPiece() {
        String tea = Journeys.newId("o");
        journeys.event(
                "order.placed",
                customer,
                Map.of(
                        "orderId",
                        tea,
                        "currency",
                        "EUR",
                        "total",
                        90,
                        "items",
                        List.of(
                                Map.of("sku", "TEA", "name", "Tea", "quantity", 2, "price", 20),
                                Map.of("sku", "POT", "name", "Pot", "quantity", 1, "price", 20),
                                Map.of("sku", "TEA", "name", "Tea", "quantity", 1, "price", 30))));

        assertDead(after(tea, "R1", items("POT", 1, 25)), "pays 25.0 EUR for 1 pieces of POT, and at most 20.00");
        assertDead(after(tea, "R2", items("TEA", 1, 35)), "pays 35.0 EUR for 1 pieces of TEA, and at most 30.00");
        assertThat(after(tea, "R3", items("TEA", 1, 30)).state()).isEqualTo(EventStatus.State.DONE);
        assertDead(after(tea, "R4", items("TEA", 1, 25)), "pays 25.0 EUR for 1 pieces of TEA, and at most 20.00");
        assertThat(after(tea, "R5", items("TEA", 2, 40)).state())
                .as("what the other two cost")
                .isEqualTo(EventStatus.State.DONE);
        assertThat(after(tea, "R6", items("POT", 1, 20)).state()).isEqualTo(EventStatus.State.DONE);
    }

    @Test
    @DisplayName("of more than a line cost that came before the order is judged by it, too")
    void lineJudgedLater() {
        String cups = Journeys.newId("o");
        Map<String, Object> refund = new HashMap<>(items("SPOON", 1, 30));
        refund.putAll(Map.of("orderId", cups, "refundId", "R1", "currency", "EUR"));
        String early = journeys.event("order.refunded", customer, refund);
        journeys.event("order.placed", customer, cups(cups));

        assertDead(journeys.status(early), "pays 30.0 EUR for 1 pieces of SPOON, and at most 8.33");
        assertThat(orders.refunds(cups)).isEmpty();
    }

    @Test
    @DisplayName("that came before the order is judged by it as soon as it is known")
    void judgedLater() {
        String later = Journeys.newId("o");
        Map<String, Object> data = Map.of("orderId", later, "refundId", "R1", "currency", "EUR", "total", 5);
        Map<String, Object> dollars = Map.of("orderId", later, "refundId", "R2", "currency", "USD", "total", 5);
        Map<String, Object> tooMuch = Map.of("orderId", later, "refundId", "R3", "currency", "EUR", "total", 8);
        String fits = journeys.event("order.refunded", customer, data);
        String other = journeys.event("order.refunded", customer, dollars);
        String more = journeys.event("order.refunded", customer, tooMuch);
        assertThat(journeys.status(other).state()).isEqualTo(EventStatus.State.DONE);

        String placed = journeys.event("order.placed", customer, Shop.orderData(later, 12));
        assertThat(journeys.status(placed).state()).isEqualTo(EventStatus.State.DONE);
        assertThat(journeys.status(fits).state()).isEqualTo(EventStatus.State.DONE);
        assertDead(journeys.status(other), "was placed in EUR");
        assertDead(journeys.status(more), "more than is left of order:" + later);
        assertThat(orders.refunds(later)).extracting(Refund::refundId).containsExactly("R1");
        assertThat(bought()).isEqualByComparingTo("68.70");
    }

    @Test
    @DisplayName("may come before the order itself")
    void early() {
        String later = Journeys.newId("o");
        journeys.event(
                "order.refunded", customer, Map.of("orderId", later, "refundId", "R1", "currency", "EUR", "total", 5));
        journeys.event("order.placed", customer, Shop.orderData(later, 12));

        assertThat(bought()).isEqualByComparingTo("68.70");
    }

    @Test
    @DisplayName("has as many decimals as its currency")
    void decimals() {
        assertThatThrownBy(() -> journeys.event(
                        "order.refunded",
                        customer,
                        Map.of("orderId", order, "refundId", "R1", "currency", "JPY", "total", 5.5)))
                .isInstanceOf(InvalidEvent.class)
                .hasMessageContaining("/data/total must be a whole number");
    }

    @Test
    @DisplayName("keeps nothing of the shop's words when the customer is erased")
    void erased() {
        refund("R1", 5, Map.of("reason", "Ann Lee did not like it"));
        journeys.event("customer.erased", customer, Map.of());

        assertThat(entries()).isEmpty();
        assertThat(jdbc.sql("select count(*) from rapport.customer_refund where order_id = :order and reason is null")
                        .param("order", order)
                        .query(Long.class)
                        .single())
                .isOne();
    }
}
