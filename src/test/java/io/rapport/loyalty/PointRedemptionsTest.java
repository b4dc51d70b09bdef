package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource.TimelineRequest;
import io.rapport.inbox.RejectedEvent;
import io.rapport.loyalty.PointRedemptions.Held;
import io.rapport.loyalty.PointRedemptions.Paid;
import io.rapport.loyalty.Redemption.State;
import io.rapport.loyalty.RedemptionRefused.Reason;
import io.rapport.testing.RegisterFixture;
import io.rapport.testing.Shop;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Paying with points")
class PointRedemptionsTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final LoyaltyLedger ledger = registers.get(LoyaltyLedger.class);
    private final PointRedemptions redemptions = registers.get(PointRedemptions.class);
    private String customer;

    @BeforeEach
    void aCustomerWithPoints() {
        customer = registers.customer();
        ledger.bonus(customer, 100, "gift:" + customer, 12);
    }

    private Redemption hold(int points, String order) {
        return redemptions
                .hold("till", registers.newId("key"), customer, points, order, Paid.NOT_IN_TOTAL)
                .redemption();
    }

    private static Reason reason(Runnable what) {
        try {
            what.run();
        } catch (RedemptionRefused refused) {
            return refused.reason();
        }
        throw new AssertionError("was not refused");
    }

    @Test
    @DisplayName("takes points that are held at once, and gives them back when the till cancels, once")
    void holdAndCancel() {
        Redemption held = hold(60, null);
        assertThat(ledger.points(customer)).isEqualTo(40);
        assertThat(reason(() -> hold(41, null))).isEqualTo(Reason.NOT_ENOUGH);
        assertThat(redemptions.cancel("till", held.id()).state()).isEqualTo(State.CANCELLED);
        assertThat(redemptions.cancel("till", held.id()).state()).isEqualTo(State.CANCELLED);
        assertThat(ledger.points(customer)).isEqualTo(100);
        assertThat(reason(() -> redemptions.confirm("till", held.id(), "o1", Paid.NOT_IN_TOTAL)))
                .isEqualTo(Reason.ENDED);
    }

    @Test
    @DisplayName("spends them when it confirms, once; it must say for which order")
    void confirm() {
        Redemption held = hold(60, null);
        assertThat(reason(() -> redemptions.confirm("till", held.id(), null, Paid.NOT_IN_TOTAL)))
                .isEqualTo(Reason.INVALID);
        String order = registers.newId("o");
        assertThat(redemptions
                        .confirm("till", held.id(), order, Paid.NOT_IN_TOTAL)
                        .orderId())
                .isEqualTo(order);
        assertThat(redemptions
                        .confirm("till", held.id(), order, Paid.NOT_IN_TOTAL)
                        .state())
                .isEqualTo(State.CONFIRMED);
        assertThat(reason(() -> redemptions.confirm("till", held.id(), "another", Paid.NOT_IN_TOTAL)))
                .isEqualTo(Reason.ANOTHER_ORDER);
        assertThat(reason(() -> redemptions.confirm("till", held.id(), order, new Paid(new BigDecimal("5"), "EUR"))))
                .as("what it pays of the total is not changed in silence")
                .isEqualTo(Reason.ANOTHER_ORDER);
        assertThat(reason(() -> redemptions.cancel("till", held.id()))).isEqualTo(Reason.ENDED);
        assertThat(ledger.points(customer)).isEqualTo(40);
    }

    @Test
    @DisplayName("ends a hold by itself when the till does not go on in time")
    void timeOut() {
        Redemption held = hold(60, null);
        registers.clock().moveTo(held.heldUntil().minusSeconds(1));
        assertThat(redemptions.endOverdue(100)).isFalse();
        registers.clock().moveTo(held.heldUntil());
        assertThat(reason(() -> redemptions.confirm("till", held.id(), "o1", Paid.NOT_IN_TOTAL)))
                .isEqualTo(Reason.ENDED);
        assertThat(ledger.points(customer)).isEqualTo(100);
        assertThat(redemptions.find("till", held.id()).orElseThrow().state()).isEqualTo(State.TIMED_OUT);
        Redemption another = hold(100, null);
        registers.clock().moveTo(another.heldUntil());
        assertThat(redemptions.endOverdue(100)).isTrue();
        assertThat(ledger.points(customer)).isEqualTo(100);
    }

    @Test
    @DisplayName("stands on the timeline as held in vain where a hold ended, and as called off where its order was")
    void timeline() {
        registers.clock().moveTo(hold(20, null).heldUntil());
        redemptions.endOverdue(100);
        redemptions.cancel("till", hold(30, null).id());
        String order = registers.order(customer, 80);
        redemptions.confirm("till", hold(40, order).id(), order, Paid.NOT_IN_TOTAL);
        registers.happens("order.cancelled", customer, Map.of("orderId", order));

        assertThat(registers
                        .get(LoyaltyTimeline.class)
                        .entries(new TimelineRequest(
                                customer,
                                Set.of(Kind.POINTS),
                                Instant.parse("2030-01-01T00:00:00Z"),
                                50,
                                Locale.ENGLISH))
                        .stream()
                        .map(entry ->
                                entry.facts().get("entry") + " " + entry.facts().get("points")))
                .contains("hold-ended 20", "hold-cancelled 30", "reverse 40")
                .doesNotContain("reverse 20", "reverse 30");
    }

    @Test
    @DisplayName(
            "holds once under one key, and refuses the key for another request; another system's key is another key")
    void keys() {
        Held first = redemptions.hold("till", "k1" + customer, customer, 60, "o1", Paid.NOT_IN_TOTAL);
        Held again = redemptions.hold("till", "k1" + customer, customer, 60, "o1", Paid.NOT_IN_TOTAL);
        assertThat(first.isNew()).isTrue();
        assertThat(again.isNew()).isFalse();
        assertThat(again.redemption().id()).isEqualTo(first.redemption().id());
        assertThat(reason(() -> redemptions.hold("till", "k1" + customer, customer, 61, "o1", Paid.NOT_IN_TOTAL)))
                .isEqualTo(Reason.KEY_REUSED);
        assertThat(redemptions
                        .hold("shop", "k1" + customer, customer, 30, "o1", Paid.NOT_IN_TOTAL)
                        .isNew())
                .isTrue();
        assertThat(redemptions.find("shop", first.redemption().id()))
                .as("a system sees its own")
                .isEmpty();
        assertThat(reason(() -> redemptions.cancel("shop", first.redemption().id())))
                .isEqualTo(Reason.UNKNOWN);
    }

    @Test
    @DisplayName("holds nothing for who is unknown or erased")
    void unknown() {
        registers.happens("customer.erased", customer, Map.of());
        assertThat(reason(() -> hold(1, null))).isEqualTo(Reason.UNKNOWN);
        assertThatThrownBy(() -> redemptions.hold("till", "x", "nobody", 1, null, Paid.NOT_IN_TOTAL))
                .isInstanceOf(RedemptionRefused.class)
                .hasMessageContaining("customerId");
    }

    @Test
    @DisplayName("never uses the same points at two tills: of ten that ask for 30 of 100 at once three get them")
    void twoTills() {
        List<Callable<?>> tills = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String key = registers.newId("till");
            tills.add(() -> redemptions.hold("till", key, customer, 30, null, Paid.NOT_IN_TOTAL));
        }
        List<Object> answers = registers.atOnce(tills);
        assertThat(answers).filteredOn(Held.class::isInstance).hasSize(3);
        assertThat(answers)
                .filteredOn(RedemptionRefused.class::isInstance)
                .hasSize(5)
                .allSatisfy(refused ->
                        assertThat(((RedemptionRefused) refused).reason()).isEqualTo(Reason.NOT_ENOUGH));
        assertThat(ledger.points(customer)).isEqualTo(10);
    }

    @Test
    @DisplayName("holds once though the same request comes from two threads at once")
    void sameKeyAtOnce() {
        String key = registers.newId("till");
        List<Object> answers = registers.atOnce(6, () -> redemptions
                .hold("till", key, customer, 30, null, Paid.NOT_IN_TOTAL)
                .isNew());
        assertThat(answers).containsOnlyOnce(true).containsOnly(true, false);
        assertThat(ledger.points(customer)).isEqualTo(70);
    }

    @Test
    @DisplayName("confirms or cancels, though both come at once: one of the two is refused")
    void bothAtOnce() {
        Redemption held = hold(30, registers.newId("o"));
        List<Object> answers = registers.atOnce(List.of(
                () -> redemptions.confirm("till", held.id(), null, Paid.NOT_IN_TOTAL),
                () -> redemptions.cancel("till", held.id())));
        assertThat(answers).filteredOn(RedemptionRefused.class::isInstance).hasSize(1);
        State state = redemptions.find("till", held.id()).orElseThrow().state();
        assertThat(ledger.points(customer)).isEqualTo(state == State.CONFIRMED ? 70 : 100);
    }

    @Test
    @DisplayName("gives back what an order cost when it is cancelled, with the old expiry, once")
    void cancelledOrder() {
        String order = registers.order(customer, 80);
        redemptions.confirm("till", hold(60, order).id(), null, Paid.NOT_IN_TOTAL);
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(300)));
        var event = registers.order(order, customer, "cancelled");
        registers.handle(event);
        assertThat(ledger.points(customer)).isEqualTo(100);
        assertThat(registers
                        .jdbc()
                        .sql("select distinct coalesce(lot, source) from rapport.loyalty_entry where customer_id = :c")
                        .param("c", customer)
                        .query(String.class)
                        .list())
                .containsExactly("gift:" + customer);
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(396)));
        assertThat(ledger.points(customer)).as("they end when they would have").isZero();
    }

    @Test
    @DisplayName(
            "gives back the part that a partial refund is of, and takes back the same part of what the order earned")
    void partialRefund() {
        String order = registers.order(customer, 100);
        redemptions.confirm("till", hold(60, order).id(), null, new Paid(new BigDecimal("20"), "EUR"));
        ledger.award(order);
        assertThat(ledger.points(customer))
                .as("100 - 60 + 80 of what was paid in money")
                .isEqualTo(120);
        refund(order, "R1", 50);
        assertThat(ledger.points(customer)).as("half of both").isEqualTo(120 - 40 + 30);
        refund(order, "R1", 50);
        assertThat(ledger.points(customer)).isEqualTo(110);
        refund(order, "R2", 50);
        assertThat(ledger.points(customer)).isEqualTo(100);
        registers.order(order, customer, "returned");
        assertThat(ledger.points(customer)).isEqualTo(100);
    }

    @Test
    @DisplayName(
            "gives back half of the points with one of two articles, and the other half with the other, and no more")
    void articlesOfAnOrderPaidInPart() {
        String order = registers.newId("o");
        Redemption held = hold(80, null);
        redemptions.confirm("till", held.id(), order, new Paid(new BigDecimal("40"), "EUR"));
        registers.happens(
                "order.placed",
                customer,
                Map.of("orderId", order, "currency", "EUR", "total", 80, "items", List.of(article("A"), article("B"))));
        ledger.award(order);
        assertThat(ledger.points(customer)).isEqualTo(100 - 80 + 40);
        refundArticle(order, "A");
        assertThat(ledger.points(customer)).as("half of both").isEqualTo(20 + 40 + 20);
        refundArticle(order, "B");
        assertThat(ledger.points(customer)).isEqualTo(100);
        assertThatThrownBy(() -> refund(order, "R3", 1))
                .isInstanceOf(RejectedEvent.class)
                .hasMessageContaining("more than is left of order:" + order);
        assertThat(ledger.points(customer)).isEqualTo(100);
    }

    private static Map<String, Object> article(String sku) {
        return Map.of("sku", sku, "name", sku, "quantity", 1, "price", 40);
    }

    private void refundArticle(String order, String sku) {
        registers.happens(
                "order.refunded",
                customer,
                Map.of(
                        "orderId",
                        order,
                        "refundId",
                        "R-" + sku,
                        "currency",
                        "EUR",
                        "total",
                        40,
                        "items",
                        List.of(Map.of("sku", sku, "quantity", 1, "amount", 40))));
    }

    @ParameterizedTest(name = "{0} of 10")
    @ValueSource(strings = {"0", "1", "5", "8", "9.99", "10"})
    @DisplayName("gives back half of the points with half of the order, whatever part of it they paid")
    void oneScale(BigDecimal paid) {
        String order = registers.order(customer, 10);
        redemptions.confirm("till", hold(60, order).id(), null, new Paid(paid, "EUR"));
        refund(order, "R1", 5);
        assertThat(ledger.points(customer)).isEqualTo(40 + 30);
        refund(order, "R2", 5);
        assertThat(ledger.points(customer)).isEqualTo(100);
    }

    @Test
    @DisplayName("pays no more of an order than it comes to, and in its currency: where it is known that is refused")
    void morePaidThanTheOrder() {
        String order = registers.order(customer, 80);
        assertThatThrownBy(() -> holdPaying(order, "5", "USD")).hasMessageStartingWith("currency: the order is in EUR");
        assertThatThrownBy(() -> holdPaying(order, "80.01", "EUR"))
                .hasMessageStartingWith("paid: the order comes to 80");
        Redemption first = holdPaying(order, "60", "EUR");
        Redemption second = holdPaying(order, "30", "EUR");
        redemptions.confirm("till", first.id(), null, Paid.NOT_IN_TOTAL);
        assertThatThrownBy(() -> redemptions.confirm("till", second.id(), null, Paid.NOT_IN_TOTAL))
                .hasMessageContaining("points can pay 20");
        Redemption third = hold(10, null);
        assertThatThrownBy(() -> redemptions.confirm("till", third.id(), order, new Paid(BigDecimal.ONE, "USD")))
                .hasMessageStartingWith("currency: ");
        redemptions.confirm("till", second.id(), null, new Paid(new BigDecimal("20"), "EUR"));
        ledger.award(order);
        assertThat(ledger.points(customer)).as("nothing for what points paid").isEqualTo(100 - 20 - 20 - 10);
    }

    @ParameterizedTest(name = "{0}: the order earns {1}")
    @CsvSource({"USD, 61", "AED, 0"})
    @DisplayName(
            "said in another currency before the order is known, counts by the rate, and without one for all of it")
    void paidInAnotherCurrency(String currency, int earned) {
        String order = registers.newId("o");
        redemptions.confirm("till", hold(60, null).id(), order, new Paid(new BigDecimal("20"), currency));
        registers.happens("order.placed", customer, Shop.orderData(order, 80));
        ledger.award(order);
        assertThat(ledger.points(customer)).isEqualTo(40 + earned);
    }

    private Redemption holdPaying(String order, String amount, String currency) {
        return redemptions
                .hold("till", registers.newId("key"), customer, 20, order, new Paid(new BigDecimal(amount), currency))
                .redemption();
    }

    @Test
    @DisplayName("gives back twenty of sixty points when a third is paid back, and all of them with the last third")
    void thirds() {
        String order = registers.order(customer, 90);
        redemptions.confirm("till", hold(60, order).id(), null, Paid.NOT_IN_TOTAL);
        for (int third = 1; third <= 3; third++) {
            refund(order, "R" + third, 30);
            assertThat(ledger.points(customer)).isEqualTo(40 + third * 20);
        }
    }

    @Test
    @DisplayName("gives back the part that a refund is of, where points paid for the whole order")
    void paidByPointsAlone() {
        String order = registers.order(customer, 20);
        redemptions.confirm("till", hold(60, order).id(), null, new Paid(new BigDecimal("20"), "EUR"));
        refund(order, "R1", 10);
        assertThat(ledger.points(customer)).isEqualTo(40 + 30);
        refund(order, "R2", 10);
        assertThat(ledger.points(customer)).isEqualTo(100);
    }

    private void refund(String order, String refund, double total) {
        registers.happens(
                "order.refunded",
                customer,
                Map.of("orderId", order, "refundId", refund, "currency", "EUR", "total", total));
    }

    @Test
    @DisplayName("gives back at once what was confirmed after the order was cancelled")
    void confirmedLate() {
        String order = registers.order(customer, 80);
        Redemption held = hold(60, order);
        registers.order(order, customer, "cancelled");
        redemptions.confirm("till", held.id(), null, Paid.NOT_IN_TOTAL);
        assertThat(ledger.points(customer)).isEqualTo(100);
    }

    @Test
    @DisplayName("goes below zero by a return of what had been spent, and by nothing else")
    void belowZero() {
        String order = registers.order(customer, 50);
        ledger.award(order);
        redemptions.confirm("till", hold(150, registers.newId("o")).id(), null, Paid.NOT_IN_TOTAL);
        registers.order(order, customer, "returned");
        assertThat(ledger.points(customer)).isEqualTo(-50);
        assertThat(reason(() -> hold(1, null))).isEqualTo(Reason.NOT_ENOUGH);
        ledger.bonus(customer, 70, "more:" + customer, null);
        assertThat(ledger.points(customer)).isEqualTo(20);
    }

    @Test
    @DisplayName(
            "is for the customer's own orders: of another one's it says so, when points are held and when they are spent")
    void anothersOrder() {
        String anothers = registers.order(registers.customer(), 80);
        assertThat(reason(() -> hold(60, anothers))).isEqualTo(Reason.ANOTHER_ORDER);
        Redemption held = hold(60, null);
        assertThat(reason(() -> redemptions.confirm("till", held.id(), anothers, Paid.NOT_IN_TOTAL)))
                .isEqualTo(Reason.ANOTHER_ORDER);
        assertThat(redemptions.find("till", held.id()).orElseThrow().state()).isEqualTo(State.HELD);
        redemptions.confirm("till", held.id(), registers.order(customer, 80), Paid.NOT_IN_TOTAL);
        assertThat(ledger.points(customer)).isEqualTo(40);
    }

    @Test
    @DisplayName("takes an order of somebody who is known by an address alone, for that may be the customer")
    void ordersByAddress() {
        String guest = registers.newId("c");
        String order = registers.order(guest, 80);
        registers
                .jdbc()
                .sql(
                        """
                insert into rapport.customer_identity (system, value, customer_id, verified, provisional, since)
                values ('email', :c || '@example.com', :c, false, true, now())""")
                .param("c", guest)
                .update();
        assertThat(hold(60, order).orderId()).isEqualTo(order);
    }
}
