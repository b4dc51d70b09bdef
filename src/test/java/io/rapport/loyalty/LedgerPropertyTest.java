package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.rapport.inbox.Event;
import io.rapport.inbox.RejectedEvent;
import io.rapport.loyalty.PointRedemptions.Held;
import io.rapport.loyalty.PointRedemptions.Paid;
import io.rapport.testing.RegisterFixture;
import io.rapport.testing.Shop;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

@Label("The points ledger, whatever comes twice, in another order or at once")
class LedgerPropertyTest {

    private static final int ORDERS = 3;
    private static final int GIFT = 200;

    private static RegisterFixture registers;
    private static LoyaltyLedger ledger;
    private static PointRedemptions redemptions;

    @BeforeContainer
    static void start() {
        registers = new RegisterFixture();
        ledger = registers.get(LoyaltyLedger.class);
        redemptions = registers.get(PointRedemptions.class);
    }

    @AfterContainer
    static void stop() {
        registers.get(HikariDataSource.class).close();
    }

    /** What happens to an order: its total, what is paid back of it, whether it is called off at last. */
    private record Story(String order, int total, List<Integer> refunds, boolean calledOff) {

        int left() {
            return calledOff
                    ? 0
                    : total - refunds.stream().mapToInt(Integer::intValue).sum();
        }
    }

    private static List<Story> stories(Random random) {
        List<Story> stories = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            List<Integer> refunds = new ArrayList<>();
            int total = 20 + random.nextInt(100);
            int left = total;
            for (int refund = random.nextInt(3); refund > 0 && left > 0; refund--) {
                int part = Math.min(left, 1 + random.nextInt(60));
                refunds.add(part);
                left -= part;
            }
            stories.add(new Story(registers.newId("o"), total, refunds, random.nextInt(3) == 0));
        }
        return stories;
    }

    @Property(tries = 12, shrinking = ShrinkingMode.OFF)
    @Label(
            "holds of each order what is left of it, whichever of awards, refunds and returns comes first, and how often")
    void whateverComesFirst(@ForAll long seed) {
        Random random = new Random(seed);
        String customer = registers.customer();
        List<Story> stories = stories(random);
        List<Runnable> happenings = new ArrayList<>();
        for (Story story : stories) {
            registers.happens("order.placed", customer, Shop.orderData(story.order(), story.total()));
            happenings.add(() -> ledger.award(story.order()));
            int number = 0;
            for (int refund : story.refunds()) {
                Map<String, Object> data = Map.of(
                        "orderId", story.order(), "refundId", "R" + number++, "currency", "EUR", "total", refund);
                Event event = registers.event("order.refunded", customer, data);
                happenings.add(() -> registers.handle(event));
            }
            if (story.calledOff()) {
                Event event = registers.event("order.cancelled", customer, Map.of("orderId", story.order()));
                happenings.add(() -> registers.handle(event));
            }
        }
        List<Runnable> twice = new ArrayList<>(happenings);
        twice.addAll(happenings);
        Collections.shuffle(twice, random);
        twice.forEach(Runnable::run);
        // an order that was called off before its points were awarded earns none, and none are missing
        assertThat(ledger.points(customer))
                .isEqualTo(stories.stream().mapToInt(Story::left).sum());
        assertThat(ledger.settle(stories.stream().map(Story::order).toList()))
                .as("nothing is left to be done")
                .isZero();
    }

    @Property(tries = 8, shrinking = ShrinkingMode.OFF)
    @Label("has nothing of an order that is paid back part by part, earned or spent, whatever lines the refunds name")
    void paidBackByParts(@ForAll long seed) {
        Random random = new Random(seed);
        String customer = registers.customer();
        ledger.bonus(customer, GIFT, "gift:" + customer, null);
        String order = registers.newId("o");
        int cup = 10 + random.nextInt(40);
        int pot = 10 + random.nextInt(40);
        int left = 2 * cup + pot + 5;
        List<Map<String, Object>> items = List.of(
                Map.of("sku", "CUP", "name", "Cup", "quantity", 2, "price", cup),
                Map.of("sku", "POT", "name", "Pot", "quantity", 1, "price", pot));
        registers.happens(
                "order.placed",
                customer,
                Map.of("orderId", order, "currency", "EUR", "total", left, "shipping", 5, "items", items));
        int paid = random.nextInt(left + 1);
        Paid paidWithPoints = paid == 0 ? Paid.NOT_IN_TOTAL : new Paid(BigDecimal.valueOf(paid), "EUR");
        String key = registers.newId("till");
        Held held = redemptions.hold("till", key, customer, 1 + random.nextInt(GIFT), order, paidWithPoints);
        redemptions.confirm("till", held.redemption().id(), null, Paid.NOT_IN_TOTAL);
        ledger.award(order);
        int total = left;
        for (int refund = 0; left > 0; refund++) {
            int part = Math.min(left, 1 + random.nextInt(40));
            Map<String, Object> data =
                    Map.of("orderId", order, "refundId", "R" + refund, "currency", "EUR", "total", part);
            Map<String, Object> line =
                    Map.of("sku", random.nextBoolean() ? "CUP" : "POT", "quantity", 1, "amount", random.nextInt(60));
            try {
                registers.happens("order.refunded", customer, RegisterFixture.and(data, "items", List.of(line)));
            } catch (RejectedEvent moreThanTheLineCost) {
                registers.happens("order.refunded", customer, data);
            }
            left -= part;
            assertThat(spent(held.redemption().id()))
                    .as("so much of the points as is left of the order, whatever part of it they paid")
                    .isEqualTo((held.redemption().points() * left + total - 1) / total);
        }
        assertThat(ledger.points(customer)).isEqualTo(GIFT);
    }

    private static int spent(String redemption) {
        return registers
                .jdbc()
                .sql("select -sum(points) from rapport.loyalty_entry where redemption_id = :id")
                .param("id", redemption)
                .query(Integer.class)
                .single();
    }

    @Property(tries = 8, shrinking = ShrinkingMode.OFF)
    @Label("never spends a point twice, and gives back just what was spent, with tills, refunds and duplicates at once")
    void tillsAtOnce(@ForAll long seed) {
        Random random = new Random(seed);
        String customer = registers.customer();
        ledger.bonus(customer, GIFT / 2, "gift1:" + customer, 6);
        ledger.bonus(customer, GIFT / 2, "gift2:" + customer, null);
        List<String> orders = List.of(registers.order(customer, 10), registers.order(customer, 10));
        List<Callable<?>> tills = new ArrayList<>();
        for (int till = 0; till < 4; till++) {
            String key = registers.newId("till");
            int points = 20 + random.nextInt(80);
            String order = orders.get(random.nextInt(orders.size()));
            boolean confirms = random.nextInt(3) > 0;
            Callable<?> one = () -> {
                Held held = redemptions.hold("till", key, customer, points, order, Paid.NOT_IN_TOTAL);
                String id = held.redemption().id();
                return confirms
                        ? redemptions.confirm("till", id, null, Paid.NOT_IN_TOTAL)
                        : redemptions.cancel("till", id);
            };
            tills.add(one);
            if (random.nextBoolean()) {
                tills.add(one);
            }
        }
        Event cancelled = registers.event("order.cancelled", customer, Map.of("orderId", orders.get(0)));
        tills.add(() -> registers.handle(cancelled));
        Collections.shuffle(tills, random);
        registers.atOnce(tills);
        registers.handle(cancelled);

        int spent = registers
                .jdbc()
                .sql(
                        """
                select coalesce(sum(points), 0) from rapport.loyalty_redemption
                where customer_id = :customer and state = 'confirmed' and order_id = :kept""")
                .param("customer", customer)
                .param("kept", orders.get(1))
                .query(Integer.class)
                .single();
        assertThat(spent).isBetween(0, GIFT);
        assertThat(ledger.points(customer)).isEqualTo(GIFT - spent);
        assertThat(registers
                        .jdbc()
                        .sql(
                                """
                        select count(*) from (
                            select from rapport.loyalty_entry where customer_id = :customer
                            group by coalesce(lot, source) having sum(points) < 0) below""")
                        .param("customer", customer)
                        .query(Integer.class)
                        .single())
                .as("no lot gives more than it has")
                .isZero();
    }
}
