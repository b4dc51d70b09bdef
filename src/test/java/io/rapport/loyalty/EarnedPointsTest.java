package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.Order;
import io.rapport.customer.Refund;
import io.rapport.loyalty.LoyaltyRules.Earning;
import io.rapport.loyalty.LoyaltyRules.EarningQuestion;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What an order earns, and what is left of it")
class EarnedPointsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 3);

    private static BigDecimal eur(double amount) {
        return BigDecimal.valueOf(amount);
    }

    private static Order order(double total, double shipping, double discount, Order.Item... items) {
        return new Order(
                "o",
                "c",
                "EUR",
                eur(total),
                eur(shipping),
                null,
                eur(discount),
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                List.of(items));
    }

    private static Order.Item item(String sku, int quantity, double price) {
        return new Order.Item(sku, sku, quantity, eur(price));
    }

    private static Earning rules(EarningQuestion question) {
        if (question.what().equals("shipping") || question.sku().startsWith("GIFT")) {
            return new Earning("nothing", BigDecimal.ZERO, null, null);
        }
        return question.sku().startsWith("SPRING")
                ? new Earning("spring", eur(3), 100, 6)
                : new Earning("articles", BigDecimal.ONE, null, 24);
    }

    private static EarnedPoints earned(Order order, double paidWithPoints) {
        return EarnedPoints.of(order, order.total(), eur(paidWithPoints), "", DAY, EarnedPointsTest::rules);
    }

    private static int whole(Order order, double paidWithPoints) {
        return EarnedPoints.whole(earned(order, paidWithPoints).byLine(), Map.of());
    }

    @Test
    @DisplayName("a point a unit of articles; shipping and gift cards as the table says: nothing")
    void byKind() {
        assertThat(whole(order(105, 5, 0, item("TEA", 2, 20), item("GIFT-50", 1, 60)), 0))
                .isEqualTo(40);
    }

    @Test
    @DisplayName("lines are added before they are made whole, and a discount is spread over all")
    void spread() {
        assertThat(whole(order(1.5, 0, 0, item("A", 1, 0.75), item("B", 1, 0.75)), 0))
                .isEqualTo(1);
        assertThat(whole(order(90, 0, 10, item("TEA", 1, 50), item("GIFT-50", 1, 50)), 0))
                .isEqualTo(45);
    }

    @Test
    @DisplayName("what is paid with points earns none")
    void paidWithPoints() {
        assertThat(whole(order(100, 0, 0, item("TEA", 1, 100)), 25)).isEqualTo(75);
        assertThat(whole(order(100, 0, 0, item("TEA", 1, 100)), 100)).isZero();
    }

    @Test
    @DisplayName("a campaign's cap counts for an order, and a longer time to use them wins")
    void caps() {
        EarnedPoints earned =
                earned(order(100, 0, 0, item("SPRING-1", 1, 30), item("SPRING-2", 1, 20), item("TEA", 1, 50)), 0);
        assertThat(EarnedPoints.whole(earned.byLine(), Map.of())).isEqualTo(150);
        assertThat(earned.months()).isEqualTo(24);
        assertThat(EarnedPoints.expiresOn(LocalDate.of(2026, 1, 31), 24)).isEqualTo("2028-02-01");
    }

    private static Refund refund(double total, Refund.Item... items) {
        return new Refund("r", Instant.EPOCH, "EUR", eur(total), List.of(items));
    }

    @Test
    @DisplayName("a refund of an article takes its line, what it pays beyond that takes shipping")
    void refundOfALine() {
        Order order = order(105, 5, 0, item("TEA", 2, 20), item("POT", 1, 60));
        OrderRemainder remainder = OrderRemainder.of(order, List.of(refund(25, new Refund.Item("TEA", 1, eur(20)))));
        assertThat(remainder.byLine().get(1)).isEqualByComparingTo("0.5");
        assertThat(remainder.byLine().get(2)).isEqualByComparingTo("1");
        assertThat(remainder.byLine().get(EarnedPoints.SHIPPING)).isZero();
        assertThat(EarnedPoints.whole(earned(order, 0).byLine(), remainder.byLine()))
                .isEqualTo(80);
    }

    @Test
    @DisplayName("a refund that names no article takes the same part of all; one in another currency takes nothing")
    void refundOfAPart() {
        Order order = order(100, 0, 0, item("TEA", 1, 40), item("POT", 1, 60));
        OrderRemainder remainder = OrderRemainder.of(order, List.of(refund(25)));
        assertThat(remainder.whole()).isEqualByComparingTo("0.75");
        assertThat(EarnedPoints.whole(earned(order, 0).byLine(), remainder.byLine()))
                .isEqualTo(75);
        Refund dollars = new Refund("r", Instant.EPOCH, "USD", eur(25), List.of());
        assertThat(OrderRemainder.of(order, List.of(dollars)).whole()).isEqualByComparingTo("1");
    }

    @Test
    @DisplayName(
            "a refund is a part of the total, however much of that points paid: half of the one is half of the other")
    void refundOfWhatPointsPaid() {
        Order order = order(80, 0, 0, item("TEA", 1, 40), item("POT", 1, 40));
        for (double points : new double[] {0, 20, 40, 79, 80}) {
            OrderRemainder half = OrderRemainder.of(order, List.of(refund(40, new Refund.Item("TEA", 1, eur(40)))));
            assertThat(half.whole()).isEqualByComparingTo("0.5");
            assertThat(EarnedPoints.whole(earned(order, points).byLine(), half.byLine()))
                    .isEqualTo((int) (80 - points) / 2);
        }
        assertThat(OrderRemainder.of(order, List.of(refund(40), refund(40))).whole())
                .isZero();
    }

    @Test
    @DisplayName("a refund takes its total, whatever its articles add up to: less for a fee, or more than they cost")
    void linesThatDoNotAddUp() {
        Order order = order(100, 0, 0, item("TEA", 1, 60), item("POT", 1, 40));
        Refund lessAFee = refund(54, new Refund.Item("TEA", 1, eur(60)));
        assertThat(left(order, lessAFee)).isEqualTo(46);
        Refund goodwill = refund(60, new Refund.Item("TEA", 1, eur(10)));
        assertThat(left(order, goodwill)).isEqualTo(40);
        Refund anotherShop = refund(25, new Refund.Item("NEVER", 1, eur(25)));
        assertThat(left(order, anotherShop)).isEqualTo(75);
        assertThat(left(order, refund(60, new Refund.Item("TEA", 1, eur(60))), refund(20)))
                .as("half of the pot that is left")
                .isEqualTo(20);
    }

    private static int left(Order order, Refund... refunds) {
        return EarnedPoints.whole(
                earned(order, 0).byLine(),
                OrderRemainder.of(order, List.of(refunds)).byLine());
    }

    @Test
    @DisplayName("of an order whose lines are not known a refund takes its part, also where it names articles")
    void linesNotKnown() {
        Order order = order(100, 0, 0);
        assertThat(OrderRemainder.of(order, List.of(refund(25, new Refund.Item("T", 1, eur(25)))))
                        .whole())
                .isEqualByComparingTo("0.75");
    }

    @Test
    @DisplayName("shipping earns no more than the total, where a discount was of that, too")
    void shippingBelowTotal() {
        Order order = order(3, 5, 22, item("TEA", 1, 20));
        assertThat(EarnedPoints.whole(
                        EarnedPoints.of(
                                        order,
                                        order.total(),
                                        BigDecimal.ZERO,
                                        "",
                                        DAY,
                                        any -> new Earning("all", BigDecimal.ONE, null, 24))
                                .byLine(),
                        Map.of()))
                .isEqualTo(3);
    }

    @Property(tries = 500)
    void pointsGoByWhatIsKept(@ForAll long seed) {
        Random random = new Random(seed);
        List<Order.Item> items = new ArrayList<>();
        for (int line = random.nextInt(4); line > 0; line--) {
            items.add(item("T" + random.nextInt(3), 1 + random.nextInt(3), random.nextInt(4_000) / 100.0));
        }
        int cents = 1 + random.nextInt(10_000);
        int points = random.nextInt(3) == 0 ? random.nextInt(cents) : 0;
        Order order = order(cents / 100.0, random.nextInt(2) * 4.9, 0, items.toArray(Order.Item[]::new));
        EarnedPoints earned = earned(order, points / 100.0);
        List<Refund> refunds = new ArrayList<>();
        int left = cents;
        while (left > 0) {
            int part = Math.min(left, 1 + random.nextInt(4_000));
            List<Refund.Item> said = new ArrayList<>();
            for (int line = random.nextInt(3); line > 0; line--) {
                said.add(new Refund.Item("T" + random.nextInt(4), 1, eur(random.nextInt(5_000) / 100.0)));
            }
            refunds.add(new Refund("r" + left, Instant.EPOCH, "EUR", eur(part / 100.0), said));
            left -= part;
            OrderRemainder remainder = OrderRemainder.of(order, refunds);
            assertThat(remainder.whole().doubleValue()).isCloseTo(left / (double) cents, Offset.offset(1e-9));
            assertThat(EarnedPoints.whole(earned.byLine(), remainder.byLine()))
                    .as("a point for each euro that is kept, at the most, and none for what points paid of it")
                    .isLessThanOrEqualTo(Math.min(left, cents - points) / 100);
        }
        OrderRemainder nothing = OrderRemainder.of(order, refunds);
        assertThat(nothing.whole()).isZero();
        assertThat(EarnedPoints.whole(earned.byLine(), nothing.byLine())).isZero();
    }

    @Property(tries = 300)
    void refundsInAnyOrder(
            @ForAll @IntRange(min = 0, max = 60) int first,
            @ForAll @IntRange(min = 1, max = 60) int second,
            @ForAll @IntRange(min = 1, max = 120) int third) {
        Order order = order(110, 10, 0, item("A", 3, 20), item("B", 1, 40));
        Refund one =
                new Refund("1", Instant.EPOCH, "EUR", eur(first + 1), List.of(new Refund.Item("A", 1, eur(first))));
        Refund two = new Refund("2", Instant.EPOCH, "EUR", eur(second), List.of(new Refund.Item("A", 1, eur(second))));
        Refund three = new Refund("3", Instant.EPOCH, "EUR", eur(third), List.of());
        OrderRemainder forward = OrderRemainder.of(order, List.of(one, two, three));
        OrderRemainder backward = OrderRemainder.of(order, List.of(three, two, one));
        assertThat(backward).isEqualTo(forward);
        assertThat(forward.byLine().values())
                .allSatisfy(left -> assertThat(left).isBetween(BigDecimal.ZERO, BigDecimal.ONE));
        assertThat(forward.whole()).isBetween(BigDecimal.ZERO, BigDecimal.ONE);
        OrderRemainder fewer = OrderRemainder.of(order, List.of(one));
        assertThat(forward.whole()).isLessThanOrEqualTo(fewer.whole());
    }
}
