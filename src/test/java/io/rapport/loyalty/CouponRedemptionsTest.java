package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.loyalty.CouponRedemptions.Basket;
import io.rapport.loyalty.CouponRedemptions.Held;
import io.rapport.loyalty.RedemptionRefused.Reason;
import io.rapport.testing.RegisterFixture;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Using a coupon at the till")
class CouponRedemptionsTest {

    private static final Basket ANY = new Basket(null, null, null, null, null);

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final Coupons coupons = registers.get(Coupons.class);
    private final CouponRedemptions redemptions = registers.get(CouponRedemptions.class);
    private String customer;

    @BeforeEach
    void aCustomer() {
        customer = registers.customer();
    }

    private String coupon() {
        return coupons.issue(customer, CouponTerms.percent(15, Duration.ofDays(14)))
                .code();
    }

    private Held hold(String code, Basket basket) {
        return redemptions.hold("till", registers.newId("key"), code, basket);
    }

    private Coupon.State state(String code) {
        return coupons.find(code).orElseThrow().state();
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
    @DisplayName("is issued, held and used; typed in small letters and with a space as well")
    void used() {
        String code = coupon();
        assertThat(state(code)).isEqualTo(Coupon.State.ISSUED);
        Held held = hold(" " + code.toLowerCase(Locale.ROOT), ANY);
        assertThat(state(code)).isEqualTo(Coupon.State.HELD);
        assertThat(reason(() -> hold(code, ANY))).as("for now alone").isEqualTo(Reason.HELD);
        coupons.withdraw(code, null);
        assertThat(state(code)).as("a till has it in hand").isEqualTo(Coupon.State.HELD);
        redemptions.confirm("till", code, held.redemption().id(), "o1");
        assertThat(redemptions
                        .confirm("till", code, held.redemption().id(), "o1")
                        .orderId())
                .isEqualTo("o1");
        assertThat(state(code)).isEqualTo(Coupon.State.USED);
        assertThat(reason(() -> hold(code, ANY))).isEqualTo(Reason.ENDED);
        assertThat(reason(
                        () -> redemptions.cancel("till", code, held.redemption().id())))
                .isEqualTo(Reason.ENDED);
        coupons.withdraw(code, null);
        assertThat(state(code)).isEqualTo(Coupon.State.USED);
    }

    @Test
    @DisplayName(
            "that was confirmed without an order is given one later, once: it must be the customer's own, and stays")
    void orderNamedLater() {
        String code = coupon();
        String id = hold(code, ANY).redemption().id();
        assertThat(redemptions.confirm("till", code, id, null).orderId()).isNull();
        String anothers = registers.order(registers.customer(), 80);
        assertThat(reason(() -> redemptions.confirm("till", code, id, anothers)))
                .isEqualTo(Reason.ANOTHER_ORDER);
        assertThat(redemptions.confirm("till", code, id, "o2").orderId()).isEqualTo("o2");
        for (String same : new String[] {"o2", null}) {
            assertThat(redemptions.confirm("till", code, id, same).orderId()).isEqualTo("o2");
        }
        assertThat(reason(() -> redemptions.confirm("till", code, id, "o3"))).isEqualTo(Reason.ANOTHER_ORDER);
    }

    @Test
    @DisplayName("can be used again when the till cancels, or does not go on in time")
    void again() {
        String code = coupon();
        Held first = hold(code, ANY);
        redemptions.cancel("till", code, first.redemption().id());
        assertThat(state(code)).isEqualTo(Coupon.State.ISSUED);
        Held second = hold(code, ANY);
        registers.clock().moveTo(second.redemption().heldUntil());
        assertThat(state(code)).isEqualTo(Coupon.State.ISSUED);
        Held third = hold(code, ANY);
        assertThat(reason(() ->
                        redemptions.confirm("till", code, second.redemption().id(), null)))
                .isEqualTo(Reason.ENDED);
        redemptions.confirm("till", code, third.redemption().id(), null);
        assertThat(state(code)).isEqualTo(Coupon.State.USED);
    }

    @Test
    @DisplayName("is not asked to be held anew where it has expired since, or another till has it")
    void overForGood() {
        String code = coupon();
        String first = hold(code, ANY).redemption().id();
        redemptions.cancel("till", code, first);
        assertThatThrownBy(() -> redemptions.confirm("till", code, first, null))
                .hasMessage("The redemption was cancelled. Hold the coupon anew.");
        String second = hold(code, ANY).redemption().id();
        assertThatThrownBy(() -> redemptions.confirm("till", code, first, null))
                .hasMessageContaining("Another till has the coupon in hand.");
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(15)));
        assertThatThrownBy(() -> redemptions.confirm("till", code, second, null))
                .hasMessage("The hold was over. The coupon has expired.");
    }

    @Test
    @DisplayName("is refused when it has expired or was withdrawn, and when there is none")
    void refused() {
        String withdrawn = coupon();
        coupons.withdraw(withdrawn, null);
        assertThat(reason(() -> hold(withdrawn, ANY))).isEqualTo(Reason.ENDED);
        String code = coupon();
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(15)));
        assertThat(state(code)).isEqualTo(Coupon.State.EXPIRED);
        assertThat(reason(() -> hold(code, ANY))).isEqualTo(Reason.ENDED);
        assertThat(reason(() -> hold("NOTHERE", ANY))).isEqualTo(Reason.UNKNOWN);
        assertThat(coupons.find("NOTHERE")).isEmpty();
    }

    @Test
    @DisplayName("is refused for who it is not for, below its minimum, in another currency, and for other articles")
    void terms() {
        String code = coupons.issue(
                        customer,
                        new CouponTerms(
                                null,
                                new BigDecimal("5"),
                                "EUR",
                                new BigDecimal("40"),
                                List.of("TEA", "POT"),
                                Duration.ofDays(1)))
                .code();
        assertThat(reason(() -> hold(code, new Basket(null, "somebody", null, null, null))))
                .isEqualTo(Reason.ANOTHER_CUSTOMER);
        assertThat(reason(() -> hold(code, new Basket(null, null, new BigDecimal("39.99"), "EUR", null))))
                .isEqualTo(Reason.NOT_ENOUGH);
        assertThat(reason(() -> hold(code, new Basket(null, null, new BigDecimal("400"), "USD", null))))
                .isEqualTo(Reason.NOT_ENOUGH);
        assertThat(reason(() -> hold(code, new Basket(null, null, null, null, List.of("CUP")))))
                .isEqualTo(Reason.NOT_ENOUGH);
        assertThat(hold(code, new Basket("o1", customer, new BigDecimal("40"), "EUR", List.of("CUP", "TEA")))
                        .coupon()
                        .amount())
                .isEqualByComparingTo("5");
    }

    @Test
    @DisplayName("is taken from a customer who was merged, by the id of before and by that of today; so are points")
    void merged() {
        String code = coupon();
        registers.get(LoyaltyLedger.class).bonus(customer, 50, "gift:" + customer, null);
        String survivor = registers.customer();
        registers.happens(
                "customer.merged", survivor, Map.of("mergedCustomer", customer, "reason", "one person", "by", "demo"));
        for (String id : List.of(customer, survivor)) {
            Held held = hold(code, new Basket(null, id, null, null, null));
            redemptions.cancel("till", code, held.redemption().id());
        }
        PointRedemptions points = registers.get(PointRedemptions.class);
        assertThat(points.hold("till", registers.newId("k"), customer, 30, "o", PointRedemptions.Paid.NOT_IN_TOTAL)
                        .redemption()
                        .customerId())
                .isEqualTo(survivor);
        assertThat(registers.get(LoyaltyLedger.class).points(survivor)).isEqualTo(20);
    }

    @Test
    @DisplayName("is used once though many tills ask at once, each of them twice")
    void tillsAtOnce() {
        String code = coupon();
        List<Callable<?>> tills = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String key = registers.newId("till");
            for (int twice = 0; twice < 2; twice++) {
                tills.add(() -> redemptions.hold("till", key, code, ANY).redemption());
            }
        }
        List<Object> answers = registers.atOnce(tills);
        List<Object> held =
                answers.stream().filter(CouponRedemption.class::isInstance).toList();
        assertThat(held).isNotEmpty().hasSize(2);
        assertThat(held.get(0)).isEqualTo(held.get(1));
        String id = ((CouponRedemption) held.get(0)).id();
        List<Object> ends = registers.atOnce(List.of(
                () -> redemptions.confirm("till", code, id, "o1"),
                () -> redemptions.confirm("till", code, id, "o1"),
                () -> redemptions.cancel("till", code, id)));
        assertThat(ends).filteredOn(RedemptionRefused.class::isInstance).isNotEmpty();
        assertThat(state(code)).isIn(Coupon.State.USED, Coupon.State.ISSUED);
    }

    @Test
    @DisplayName("that is typed wrongly too often is answered no more for a while, by shopper and by system")
    void guesses() {
        AtomicLong nanos = new AtomicLong();
        CodeGuesses guesses = new CodeGuesses(50, nanos::get);
        for (int i = 0; i < CodeGuesses.MOST_OF_A_SHOPPER; i++) {
            assertThat(guesses.pause("shop", "session-1")).isZero();
            guesses.missed("shop", "session-1");
        }
        assertThat(guesses.pause("shop", "session-1")).isEqualTo(CodeGuesses.WHILE);
        assertThat(guesses.pause("shop", "session-2")).isZero();
        assertThat(guesses.pause("shop", null)).isZero();
        nanos.addAndGet(Duration.ofSeconds(169).toNanos());
        for (int i = CodeGuesses.MOST_OF_A_SHOPPER; i < 50; i++) {
            assertThat(guesses.pause("shop", "another-" + i)).isZero();
            guesses.missed("shop", "another-" + i);
        }
        Duration rest = CodeGuesses.WHILE.minusSeconds(169);
        assertThat(guesses.pause("shop", "session-1")).isEqualTo(rest);
        assertThat(guesses.pause("shop", "another")).as("whoever types").isEqualTo(rest);
        assertThat(guesses.pause("shop", null)).isEqualTo(rest);
        assertThat(guesses.pause("till", null)).isZero();
        nanos.addAndGet(rest.toNanos());
        assertThat(guesses.pause("shop", "session-1")).isZero();
        assertThat(guesses.pause("shop", null)).isZero();
    }

    @Test
    @DisplayName("is for the customer's own orders: of another one's it says so, when it is held and when it is used")
    void anothersOrder() {
        String anothers = registers.order(registers.customer(), 80);
        String code = coupon();
        assertThat(reason(() -> hold(code, new Basket(anothers, null, null, null, null))))
                .isEqualTo(Reason.ANOTHER_ORDER);
        String id = hold(code, ANY).redemption().id();
        assertThat(reason(() -> redemptions.confirm("till", code, id, anothers)))
                .isEqualTo(Reason.ANOTHER_ORDER);
        assertThat(state(code)).isEqualTo(Coupon.State.HELD);
        redemptions.confirm("till", code, id, registers.order(customer, 80));
        assertThat(state(code)).isEqualTo(Coupon.State.USED);
    }
}
