package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.inbox.Event;
import io.rapport.testing.RegisterFixture;
import io.rapport.testing.Shop;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The points ledger")
class LoyaltyLedgerTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final LoyaltyLedger ledger = registers.get(LoyaltyLedger.class);
    private String customer;

    @BeforeEach
    void aCustomer() {
        customer = registers.customer();
    }

    private List<String> entries(String order) {
        return registers
                .jdbc()
                .sql("select kind || ' ' || points from rapport.loyalty_entry where order_id = :order order by seq")
                .param("order", order)
                .query(String.class)
                .list();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({"120.80, 120", "1, 1", "0.99, 0", "0, 0"})
    @DisplayName("gives a point for each full unit of the total")
    void points(double total, int points) {
        assertThat(ledger.award(registers.order(customer, total))).isTrue();
        assertThat(ledger.points(customer)).isEqualTo(points);
    }

    @ParameterizedTest(name = "{0} {1} → {2}")
    @CsvSource({"16300, JPY, 100", "10000, JPY, 61", "2.160, USD, 2", "5.000, BHD, 0"})
    @DisplayName("gives a point for each full unit of the company's currency: yen are not added to euros as they are")
    void otherCurrencies(BigDecimal total, String currency, int points) {
        String order = registers.newId("o");
        registers.happens(
                "order.placed",
                customer,
                Map.of(
                        "orderId",
                        order,
                        "currency",
                        currency,
                        "total",
                        total,
                        "items",
                        List.of(Map.of("sku", "T1", "name", "Teapot", "quantity", 1, "price", total))));
        assertThat(ledger.award(order)).isEqualTo(!currency.equals("BHD"));
        assertThat(ledger.points(customer)).isEqualTo(points);
    }

    @Test
    @DisplayName("A statement begins with what happened last, also where a file brought in older entries later")
    void newestFirst() {
        String customer = registers.customer();
        ledger.bonus(customer, 10, "now:" + customer, 12);
        registers
                .jdbc()
                .sql(
                        """
                insert into rapport.loyalty_entry (customer_id, kind, source, points, recorded_at)
                values (:customer, 'bonus', 'import:' || :customer, 20, '2025-01-05')""")
                .param("customer", customer)
                .update();
        assertThat(registers
                        .get(LoyaltyStatements.class)
                        .of(customer)
                        .orElseThrow()
                        .lines())
                .extracting(LoyaltyStatements.Line::points)
                .containsExactly(10, 20);
    }

    @Test
    @DisplayName("A correction gives or takes once, from what expires first, and never below zero")
    void corrections() {
        String customer = registers.customer();
        ledger.bonus(customer, 30, "late:" + customer, null);
        ledger.bonus(customer, 40, "soon:" + customer, 1);
        Event taken =
                registers.happens("loyalty.points-corrected", customer, Map.of("points", -50, "reason", "given twice"));
        registers.handle(taken);
        assertThat(ledger.points(customer)).isEqualTo(20);
        Event given =
                registers.happens("loyalty.points-corrected", customer, Map.of("points", 15, "reason", "till offline"));
        registers.handle(given);
        assertThat(ledger.points(customer)).isEqualTo(35);
        // the twenty that are left are of those that stay
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(90)));
        assertThat(ledger.points(customer)).isEqualTo(35);
        registers.happens("loyalty.points-corrected", customer, Map.of("points", -1_000, "reason", "mistake"));
        assertThat(ledger.points(customer)).isZero();
    }

    @Test
    @DisplayName("Points on a day of the year are given once within 300 days, also when asked for at once")
    void onADayOfTheYear() {
        String customer = registers.customer();
        registers.atOnce(4, () -> ledger.bonusOn("birthday", customer, 100, 12));
        assertThat(ledger.points(customer)).isEqualTo(100);
        assertThat(ledger.bonusOn("anniversary", customer, 50, 12)).isTrue();
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(299)));
        assertThat(ledger.bonusOn("birthday", customer, 100, 12)).isFalse();
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(364)));
        assertThat(ledger.bonusOn("birthday", customer, 100, 12)).isTrue();
        assertThat(ledger.points(customer)).isEqualTo(250);
    }

    @Test
    @DisplayName("A gift whose message was not sent is taken back once, stands on no statement, and is not given again")
    void giftTakenBack() {
        LoyaltyStatements statements = registers.get(LoyaltyStatements.class);
        String customer = registers.customer();
        ledger.bonusOn("birthday", customer, 100, 12);
        assertThat(ledger.takeBackGift("anniversary", customer)).isFalse();
        assertThat(registers.atOnce(4, () -> ledger.takeBackGift("birthday", customer)))
                .containsOnlyOnce(true);
        assertThat(ledger.points(customer)).isZero();
        assertThat(statements.of(customer)).isEmpty();
        assertThat(ledger.bonusOn("birthday", customer, 100, 12)).isFalse();
    }

    @Test
    @DisplayName("Of a gift that is taken back stays what was used, and one of last week stays as a whole")
    void giftUsedOrOld() {
        LoyaltyStatements statements = registers.get(LoyaltyStatements.class);
        String customer = registers.customer();
        ledger.bonusOn("birthday", customer, 100, 12);
        ledger.correct(customer, -40, 987_654);
        assertThat(ledger.takeBackGift("birthday", customer)).isTrue();
        assertThat(ledger.points(customer)).isZero();
        assertThat(statements.of(customer).orElseThrow().lines())
                .extracting(LoyaltyStatements.Line::points)
                .containsExactlyInAnyOrder(100, -40, -60);

        ledger.bonusOn("anniversary", customer, 50, 12);
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(4)));
        assertThat(ledger.takeBackGift("anniversary", customer)).isFalse();
        assertThat(ledger.points(customer)).isEqualTo(50);
    }

    @Test
    @DisplayName(
            "A gift is known, with its occasion, for a day: the message about it says how many points, and what for")
    void gift() {
        LoyaltyStatements statements = registers.get(LoyaltyStatements.class);
        String customer = registers.customer();
        ledger.bonus(customer, 30, "journey:" + customer, 12);
        assertThat(statements.gift(customer)).isEmpty();
        ledger.bonusOn("birthday", customer, 100, 12);
        assertThat(statements.gift(customer)).contains(new LoyaltyStatements.Gift(100, "birthday"));
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofHours(20)));
        ledger.bonusOn("anniversary", customer, 50, 12);
        assertThat(statements.gift(customer)).contains(new LoyaltyStatements.Gift(50, "anniversary"));
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(2)));
        assertThat(statements.gift(customer)).isEmpty();
    }

    @Test
    @DisplayName("awards and takes back once, though it is asked several times at once")
    void onceEach() {
        String order = registers.order(customer, 80);
        assertThat(registers.atOnce(6, () -> ledger.award(order)))
                .containsOnlyOnce(true)
                .containsOnly(true, false);
        assertThat(registers.atOnce(6, () -> ledger.takeBack(order)))
                .containsOnlyOnce(true)
                .containsOnly(true, false);
        assertThat(entries(order)).containsExactly("earn 80", "reverse -80");
        assertThat(ledger.award(order))
                .as("what was taken back is not given anew")
                .isFalse();
        assertThat(ledger.points(customer)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"returned", "cancelled"})
    @DisplayName("takes points back with the order, by an entry of its own, also when that event is handled again")
    void calledOff(String what) {
        String kept = registers.order(customer, 30);
        String order = registers.order(customer, 61.70);
        ledger.award(kept);
        ledger.award(order);
        Event event = registers.order(order, customer, what);
        registers.handle(event);
        assertThat(entries(order)).containsExactly("earn 61", "reverse -61");
        assertThat(ledger.points(customer)).isEqualTo(30);
    }

    @Test
    @DisplayName("gives nothing for an order that is unknown, not placed yet, or called off")
    void nothing() {
        String early = registers.newId("o");
        registers.order(early, customer, "cancelled");
        assertThat(ledger.award(early)).as("not placed").isFalse();
        registers.happens("order.placed", customer, Shop.orderData(early, 80));
        assertThat(ledger.award(early)).as("called off").isFalse();
        assertThat(ledger.award("nobody's")).isFalse();
        assertThat(ledger.takeBack("nobody's")).isFalse();
        assertThat(ledger.takeBack(registers.order(customer, 5)))
                .as("never awarded")
                .isFalse();
        assertThat(ledger.points(customer)).isZero();
    }

    @Test
    @DisplayName("starts at zero for who was erased and registers again, points that belong to no order included")
    void erased() {
        ledger.award(registers.order(customer, 80));
        registers
                .jdbc()
                .sql("insert into rapport.loyalty_entry (customer_id, kind, source, points, recorded_at)"
                        + " values (:customer, 'bonus', 'import:' || :customer, 30, now())")
                .param("customer", customer)
                .update();
        assertThat(ledger.points(customer)).isEqualTo(110);
        registers.happens("customer.erased", customer, Map.of());
        assertThat(ledger.points(customer)).isZero();
        registers.happens("customer.registered", customer, Map.of("firstName", "Anna"));
        ledger.award(registers.order(customer, 5));
        assertThat(ledger.points(customer)).isEqualTo(5);
    }

    @Test
    @DisplayName("is told newest first by when it happened, also what a file brought in later")
    void statement() {
        LoyaltyStatements statements = registers.get(LoyaltyStatements.class);
        ledger.bonus(customer, 10, "gift:" + customer, null);
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(2)));
        ledger.award(registers.order(customer, 20));
        registers
                .jdbc()
                .sql(
                        """
                insert into rapport.loyalty_entry (customer_id, kind, source, points, recorded_at) values
                    (:c, 'earn', 'import:1' || :c, 205, '2025-04-15T10:00:00Z'),
                    (:c, 'redeem', 'import:2' || :c, -23, '2026-03-04T10:00:00Z'),
                    (:c, 'earn', 'import:3' || :c, 30, '2025-04-15T10:00:00Z')""")
                .param("c", customer)
                .update();
        assertThat(statements.of(customer).orElseThrow().lines())
                .extracting(line -> line.day() + " " + line.points())
                .containsExactly("2026-03-05 20", "2026-03-04 -23", "2026-03-03 10", "2025-04-15 30", "2025-04-15 205");
    }
}
