package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import io.rapport.inbox.Event;
import io.rapport.inbox.RejectedEvent;
import io.rapport.testing.RegisterFixture;
import io.rapport.testing.Shop;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An order")
class OrdersTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final Orders orders = registers.get(Orders.class);
    private String customer;

    @BeforeEach
    void aCustomer() {
        customer = registers.customer();
    }

    private Order find(String id) {
        return orders.find(id).orElseThrow();
    }

    @Test
    @DisplayName("is kept with its lines, once, however often its event is handled")
    void sameEventTwice() {
        String id = registers.newId("o");
        Event placed = registers.happens(
                "order.placed",
                customer,
                Map.of(
                        "orderId",
                        id,
                        "currency",
                        "EUR",
                        "total",
                        24.9,
                        "shipping",
                        4.9,
                        "items",
                        List.of(
                                Map.of("sku", "T1", "name", "Teapot", "quantity", 1, "price", 15),
                                Map.of("sku", "C1", "name", "Cup", "quantity", 2, "price", 2.5))));
        registers.handle(placed);
        registers.atOnce(4, () -> registers.handle(placed));

        Order order = find(id);
        assertThat(order.customerId()).isEqualTo(customer);
        assertThat(order.total()).isEqualByComparingTo("24.9");
        assertThat(order.shipping()).isEqualByComparingTo("4.9");
        assertThat(order.tax()).as("not named").isNull();
        assertThat(order.placedAt()).isEqualTo(RegisterFixture.NOON);
        assertThat(order.items())
                .containsExactly(
                        new Order.Item("T1", "Teapot", 1, new BigDecimal("15")),
                        new Order.Item("C1", "Cup", 2, new BigDecimal("2.5")));
        assertThat(orders.countStanding(customer)).isOne();
    }

    @Test
    @DisplayName("that is told again changes nothing, whatever its time, and goes to no journey")
    void toldAgain() {
        String id = registers.order(customer, 50);
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(1)));
        Event again = registers.event("order.placed", customer, Shop.orderData(id, 50));
        assertThat(registers.isKnown(again)).isTrue();
        registers.handle(again);

        assertThat(find(id).placedAt()).isEqualTo(RegisterFixture.NOON);
        assertThat(find(id).total()).isEqualByComparingTo("50");
        assertThat(registers.isKnown(registers.event("order.placed", customer, Shop.orderData("another", 50))))
                .isFalse();
    }

    private static Map<String, Object> pots(String id, String currency, String sku, int quantity, double price) {
        return Map.of(
                "orderId",
                id,
                "currency",
                currency,
                "total",
                quantity * price,
                "items",
                List.of(Map.of("sku", sku, "name", "Teapot", "quantity", quantity, "price", price)));
    }

    @ParameterizedTest(name = "{1} × {2} at {3} {0}")
    @CsvSource({
        "EUR, B, 2, 250, 'total'",
        "USD, T1, 1, 50, 'currency'",
        "EUR, B, 1, 50, 'items'",
        "EUR, T1, 2, 25, 'items'",
    })
    @DisplayName("that is told otherwise than before is refused, names what differs, and stays as it was")
    void toldOtherwise(String currency, String sku, int quantity, double price, String differs) {
        String id = registers.order(customer, 50);
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(1)));
        assertThatThrownBy(() -> registers.happens("order.placed", customer, pots(id, currency, sku, quantity, price)))
                .isInstanceOf(RejectedEvent.class)
                .hasMessageContaining("order:" + id + " is known already, with another " + differs)
                .hasMessageContaining("send order.refunded");

        assertThat(find(id).items()).containsExactly(new Order.Item("T1", "Teapot", 1, new BigDecimal("50.0")));
        assertThat(find(id).total()).isEqualByComparingTo("50");
        assertThat(find(id).placedAt()).isEqualTo(RegisterFixture.NOON);
    }

    @Test
    @DisplayName("that is told with a further line, or one line less, is refused")
    void otherLines() {
        String id = registers.newId("o");
        Map<String, Object> pot = Map.of("sku", "T1", "name", "Teapot", "quantity", 1, "price", 50);
        Map<String, Object> gift = Map.of("sku", "GIFT", "name", "Card", "quantity", 1, "price", 0);
        Map<String, Object> both = Map.of("orderId", id, "currency", "EUR", "total", 50, "items", List.of(pot, gift));
        Map<String, Object> one = Map.of("orderId", id, "currency", "EUR", "total", 50, "items", List.of(pot));
        registers.happens("order.placed", customer, one);
        assertThatThrownBy(() -> registers.happens("order.placed", customer, both))
                .hasMessageContaining("with another items");
        assertThat(find(id).items()).hasSize(1);

        String second = registers.newId("o");
        registers.happens("order.placed", customer, RegisterFixture.and(both, "orderId", second));
        assertThatThrownBy(
                        () -> registers.happens("order.placed", customer, RegisterFixture.and(one, "orderId", second)))
                .hasMessageContaining("with another items");
    }

    @Test
    @DisplayName(
            "that is told again with its lines in another sequence is the same; with as many of other articles it is not")
    void linesInAnotherSequence() {
        String id = registers.newId("o");
        Map<String, Object> pot = Map.of("sku", "T1", "name", "Teapot", "quantity", 1, "price", 40);
        Map<String, Object> cup = Map.of("sku", "C1", "name", "Cup", "quantity", 1, "price", 10);
        Map<String, Object> order = Map.of("orderId", id, "currency", "EUR", "total", 100);
        registers.happens("order.placed", customer, RegisterFixture.and(order, "items", List.of(pot, pot, cup, cup)));

        registers.happens("order.placed", customer, RegisterFixture.and(order, "items", List.of(cup, pot, cup, pot)));
        assertThat(find(id).items()).extracting(Order.Item::sku).containsExactly("T1", "T1", "C1", "C1");
        assertThatThrownBy(() -> registers.happens(
                        "order.placed", customer, RegisterFixture.and(order, "items", List.of(pot, cup, cup, cup))))
                .hasMessageContaining("with another items");
    }

    @Test
    @DisplayName("that a file brought in without lines takes them from its event, and is no other")
    void importedFirst() {
        String id = registers.newId("o");
        registers
                .jdbc()
                .sql(
                        """
                insert into rapport.customer_order (id, customer_id, currency, total, placed_at, import_id)
                values (:id, :customer, 'EUR', 54.9, '2026-01-01', 1)""")
                .param("id", id)
                .param("customer", customer)
                .update();
        Event placed = registers.event(
                "order.placed",
                customer,
                RegisterFixture.and(RegisterFixture.and(pots(id, "EUR", "T1", 1, 50), "shipping", 4.9), "total", 54.9));
        assertThat(registers.isKnown(placed)).as("no journey has heard of it").isFalse();
        registers.handle(placed);
        assertThat(find(id).items()).hasSize(1);
        assertThat(find(id).shipping()).isEqualByComparingTo("4.9");
    }

    @Test
    @DisplayName("of which all was paid back does not stand; of which a part was, stands")
    void paidBack() {
        String id = registers.order(customer, 50);
        registers.happens("order.refunded", customer, refund(id, "R1", 20));
        assertThat(find(id).stands()).isTrue();
        assertThat(orders.countStanding(customer)).isOne();

        registers.happens("order.refunded", customer, refund(id, "R2", 30));
        assertThat(find(id).stands()).isFalse();
        assertThat(orders.findWithoutItems(id).orElseThrow().stands()).isFalse();
        assertThat(orders.countStanding(customer)).isZero();
        assertThat(orders.latestStanding(customer)).isEmpty();
        assertThat(orders.latest(customer, 5)).extracting(Order::stands).containsExactly(false);

        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(1)));
        assertThat(orders.hasOlder(registers.order(customer, 10))).isFalse();
    }

    private static Map<String, Object> refund(String id, String refund, double total) {
        return Map.of("orderId", id, "refundId", refund, "currency", "EUR", "total", total);
    }

    @Test
    @DisplayName("that arrives before it is known to be placed keeps both times")
    void deliveredFirst() {
        String id = registers.newId("o");
        registers.order(id, customer, "delivered");
        assertThat(find(id).placedAt()).isNull();
        assertThat(orders.isAnyPlaced(customer)).as("only heard of").isFalse();
        assertThat(orders.latest(customer, 5)).isEmpty();

        registers.clock().moveTo(RegisterFixture.NOON.plusSeconds(60));
        registers.happens("order.placed", customer, Shop.orderData(id, 20));
        assertThat(find(id).deliveredAt()).isEqualTo(RegisterFixture.NOON);
        assertThat(find(id).placedAt()).isEqualTo(RegisterFixture.NOON.plusSeconds(60));
        assertThat(orders.isAnyPlaced(customer)).isTrue();
    }

    @Test
    @DisplayName("arrives once: a later word of it does not change when")
    void deliveredTwice() {
        String id = registers.order(customer, 20);
        registers.order(id, customer, "delivered");
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(1)));
        registers.order(id, customer, "delivered");
        assertThat(find(id).deliveredAt()).isEqualTo(RegisterFixture.NOON);
    }

    @ParameterizedTest(name = "{0}, then {1}")
    @CsvSource({"returned, cancelled", "cancelled, returned"})
    @DisplayName("that is called off twice is called off by the first, and does not stand")
    void calledOff(String first, String second) {
        String id = registers.order(customer, 20);
        assertThat(find(id).stands()).isTrue();
        registers.order(id, customer, first);
        registers.order(id, customer, second);
        assertThat(find(id).calledOff()).isEqualTo(first);
        assertThat(find(id).stands()).isFalse();
        assertThat(orders.countStanding(customer)).isZero();
    }

    @Test
    @DisplayName("is due on the day that the newest fact names, however late an older one is handled")
    void lateNews() {
        String id = registers.order(customer, 20);
        Event older = registers.event("order.delayed", customer, Map.of("orderId", id, "expectedOn", "2026-03-10"));
        registers.clock().moveTo(RegisterFixture.NOON.plusSeconds(60));
        registers.happens(
                "order.shipped",
                customer,
                Map.of("orderId", id, "expectedOn", "2026-03-06", "carrier", "Example Parcel", "tracking", "EP1"));
        registers.handle(older);
        assertThat(find(id).expectedOn()).isEqualTo(LocalDate.of(2026, 3, 6));

        registers.happens("order.shipped", customer, Map.of("orderId", id));
        assertThat(find(id).carrier()).as("what is not named stays").isEqualTo("Example Parcel");
        assertThat(find(id).tracking()).isEqualTo("EP1");
    }

    @Test
    @DisplayName("knows a shipment that says nothing new, and one that does not")
    void knownNews() {
        String id = registers.newId("o");
        Event shipped = registers.event("order.shipped", customer, Map.of("orderId", id, "carrier", "Example Parcel"));
        assertThat(registers.isKnown(shipped)).as("nothing is known yet").isFalse();
        registers.handle(shipped);
        registers.happens("order.placed", customer, Shop.orderData(id, 20));
        assertThat(registers.isKnown(shipped))
                .as("it came before its order and reached nobody")
                .isFalse();

        registers.handle(shipped);
        assertThat(registers.isKnown(shipped)).isTrue();
        assertThat(registers.isKnown(
                        registers.event("order.shipped", customer, Map.of("orderId", id, "carrier", "Another Parcel"))))
                .isFalse();
        assertThat(registers.isKnown(registers.event("order.shipped", registers.customer(), Map.of("orderId", id))))
                .as("another customer's order")
                .isFalse();
    }

    @Test
    @DisplayName("belongs to who placed it: another customer's event is refused, and changes nothing")
    void foreign() {
        String id = registers.order(customer, 20);
        assertThatThrownBy(() -> registers.order(id, registers.customer(), "cancelled"))
                .isInstanceOf(RejectedEvent.class)
                .hasMessageContaining("order:" + id + " is another customer's");
        assertThat(find(id).stands()).isTrue();
    }

    @Test
    @DisplayName("of which two customers tell at once belongs to exactly one; the other's event is refused")
    void placedAtOnce() {
        String other = registers.customer();
        String id = registers.newId("o");
        List<Object> results = registers.atOnce(List.of(
                () -> registers.handle(registers.event("order.placed", customer, Shop.orderData(id, 20))),
                () -> registers.handle(registers.event("order.placed", other, Shop.orderData(id, 30)))));
        assertThat(results)
                .filteredOn(result -> result instanceof Exception)
                .singleElement(throwable(RejectedEvent.class));
        Order order = find(id);
        assertThat(order.total()).isEqualByComparingTo(order.customerId().equals(customer) ? "20" : "30");
    }

    @Test
    @DisplayName("is listed by the newest first, and a newer one that was called off is none")
    void newest() {
        String first = registers.order(customer, 10);
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(1)));
        String second = registers.order(customer, 20);
        assertThat(orders.latest(customer, 5)).extracting(Order::id).containsExactly(second, first);
        assertThat(orders.latest(customer, 1)).extracting(Order::id).containsExactly(second);
        assertThat(orders.hasNewer(first)).isTrue();
        assertThat(orders.hasNewer(second)).isFalse();

        registers.order(second, customer, "cancelled");
        assertThat(orders.hasNewer(first)).isFalse();
        assertThat(orders.countStanding(customer)).isOne();
    }

    @Test
    @DisplayName("of an erased customer stays for the books, without the parcel, and is none of who comes back")
    void erased() {
        String id = registers.order(customer, 20);
        registers.happens(
                "order.shipped", customer, Map.of("orderId", id, "carrier", "Example Parcel", "tracking", "EP1"));
        registers.happens("customer.erased", customer, Map.of());

        assertThat(find(id).total()).isEqualByComparingTo("20");
        assertThat(find(id).carrier()).isNull();
        assertThat(find(id).tracking()).isNull();
        assertThat(orders.isAnyPlaced(customer)).isFalse();
        assertThat(orders.countStanding(customer)).isZero();
        assertThat(orders.latest(customer, 5)).isEmpty();
        assertThatThrownBy(() -> registers.order(id, customer, "returned"))
                .isInstanceOfSatisfying(RejectedEvent.class, refused -> assertThat(refused.isEmptied())
                        .isTrue());

        registers.happens("customer.registered", customer, Map.of("firstName", "Anna"));
        assertThat(orders.isAnyPlaced(customer)).isFalse();
        String own = registers.order(customer, 30);
        assertThat(orders.latest(customer, 5)).extracting(Order::id).containsExactly(own);
    }

    @Test
    @DisplayName("that nobody knows is not found")
    void unknown() {
        assertThat(orders.find("nobody's")).isEmpty();
        assertThat(orders.findWithoutItems("nobody's")).isEmpty();
        assertThat(orders.findAll(List.of())).isEmpty();
        assertThat(orders.hasNewer("nobody's")).isFalse();
    }
}
