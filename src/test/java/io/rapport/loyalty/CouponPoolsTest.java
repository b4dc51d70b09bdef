package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource.TimelineRequest;
import io.rapport.testing.RegisterFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A pool of codes that the shop made")
class CouponPoolsTest {

    private static final Instant SUMMER = Instant.parse("2026-06-01T00:00:00Z");

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final CouponPools pools = registers.get(CouponPools.class);
    private final Coupons coupons = registers.get(Coupons.class);
    private String customer;
    private String pool;

    @BeforeEach
    void aPool() {
        customer = registers.customer();
        pool = registers.newId("pool");
        pools.define(pool, CouponTerms.percent(15, Duration.ofDays(14)), 2);
    }

    private int free() {
        return pools.find(pool).orElseThrow().free();
    }

    @Test
    @DisplayName("is filled, the same codes once, and gives each code once, those that expire first")
    void once() {
        assertThat(pools.add(pool, List.of(pool + "-a", pool + "-b"), SUMMER)).isEqualTo(2);
        assertThat(pools.add(pool, List.of(pool + "-A", pool + "-c"), SUMMER.minusSeconds(1)))
                .isEqualTo(1);
        assertThat(pools.take(customer, pool).code()).isEqualToIgnoringCase(pool + "-c");
        assertThat(registers.atOnce(3, () -> pools.take(customer, pool).code()))
                .filteredOn(String.class::isInstance)
                .hasSize(2)
                .doesNotHaveDuplicates();
        assertThatThrownBy(() -> pools.take(customer, pool))
                .isInstanceOf(CouponPools.PoolEmpty.class)
                .satisfies(empty -> assertThat(empty.getStackTrace())
                        .as("its message says all")
                        .isEmpty())
                .hasMessageContaining("have the shop fill it");
        assertThat(pools.add(pool, List.of(pool + "-a"), SUMMER))
                .as("what was issued is not free again")
                .isZero();
    }

    @Test
    @DisplayName("gives a coupon with the pool's value, never longer than the shop's code is valid")
    void terms() {
        pools.add(pool, List.of(pool + "-long"), SUMMER);
        Coupon coupon = pools.take(customer, pool);
        assertThat(coupon.percent()).isEqualTo(15);
        assertThat(coupon.expiresAt()).isEqualTo("2026-03-18T00:00:00Z");
        assertThat(coupons.find(coupon.code())).contains(coupon);
        Instant soon = RegisterFixture.NOON.plus(Duration.ofDays(4));
        pools.add(pool, List.of(pool + "-short"), soon);
        assertThat(pools.take(customer, pool).expiresAt())
                .as("the last day on which the shop takes it to its end")
                .isEqualTo("2026-03-07T00:00:00Z");
        pools.add(pool, List.of(pool + "-today"), RegisterFixture.NOON.plus(Duration.ofHours(74)));
        assertThat(free()).as("it would be over before it is read").isZero();
    }

    @Test
    @DisplayName("gets a code back whose mail did not go, unless a till has seen it")
    void givenBack() {
        pools.add(pool, List.of(pool + "-a"), SUMMER);
        Coupon coupon = pools.take(customer, pool);
        assertThat(free()).isZero();
        coupons.withdraw(coupon.code(), null);
        coupons.withdraw(coupon.code(), null);
        assertThat(free()).isEqualTo(1);
        assertThat(coupons.find(coupon.code())).isEmpty();
        Coupon again = pools.take(customer, pool);
        assertThat(again.code()).isEqualTo(coupon.code());
        CouponRedemptions tills = registers.get(CouponRedemptions.class);
        var held = tills.hold(
                "till", registers.newId("k"), again.code(), new CouponRedemptions.Basket(null, null, null, null, null));
        tills.cancel("till", again.code(), held.redemption().id());
        coupons.withdraw(again.code(), null);
        assertThat(free()).isZero();
        assertThat(coupons.find(again.code()).orElseThrow().state()).isEqualTo(Coupon.State.WITHDRAWN);
    }

    @Test
    @DisplayName("leaves on the timeline that a customer had a code and why it went back, and not which one")
    void trace() {
        pools.add(pool, List.of(pool + "-a"), SUMMER);
        Coupon coupon = pools.take(customer, pool);
        coupons.withdraw(coupon.code(), new Unsent("withheld", "consent", "promotional messages need consent"));

        List<TimelineEntry> entries = registers
                .get(LoyaltyTimeline.class)
                .entries(new TimelineRequest(
                        customer, Set.of(Kind.POINTS), Instant.parse("2030-01-01T00:00:00Z"), 50, Locale.ENGLISH));
        assertThat(entries).extracting(TimelineEntry::what).containsExactly("coupon.returned", "coupon.issued");
        assertThat(entries.get(0).facts())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "percent", 15,
                        "unsent", "withheld",
                        "rule", "consent",
                        "why", "promotional messages need consent"));
        assertThat(entries.get(1).facts()).containsExactlyEntriesOf(Map.of("percent", 15));
        assertThat(entries.toString()).doesNotContain(coupon.code());
    }

    @Test
    @DisplayName("gets no code back that a till has only asked for, be it refused; who reads it for a mail is no till")
    void seen() {
        pools.add(pool, List.of(pool + "-a", pool + "-b", pool + "-c"), SUMMER);
        Coupon checked = pools.take(customer, pool);
        Coupon refused = pools.take(customer, pool);
        Coupon mailed = pools.take(customer, pool);

        assertThat(coupons.show(checked.code().toLowerCase(Locale.ROOT))).contains(checked);
        assertThat(coupons.show(checked.code())).as("and again").contains(checked);
        String another = registers.customer();
        assertThatThrownBy(() -> registers
                        .get(CouponRedemptions.class)
                        .hold(
                                "till",
                                registers.newId("k"),
                                refused.code(),
                                new CouponRedemptions.Basket(null, another, null, null, null)))
                .isInstanceOf(RedemptionRefused.class);
        assertThat(coupons.find(mailed.code())).contains(mailed);

        List.of(checked, refused, mailed).forEach(coupon -> coupons.withdraw(coupon.code(), null));
        assertThat(coupons.show(checked.code()).orElseThrow().state()).isEqualTo(Coupon.State.WITHDRAWN);
        assertThat(coupons.show(refused.code()).orElseThrow().state()).isEqualTo(Coupon.State.WITHDRAWN);
        assertThat(coupons.show(mailed.code())).isEmpty();
        assertThat(pools.take(another, pool).code()).isEqualTo(mailed.code());
    }

    @Test
    @DisplayName("is short with fewer free codes than it should have, which a metric counts")
    void isShort() {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        registers.get(CouponPoolMetrics.class).bindTo(metrics);
        double before = metrics.get("rapport.coupons.pools.short").gauge().value();
        assertThat(pools.shortPools()).extracting(CouponPool::name).contains(pool);
        pools.add(pool, List.of(pool + "-a", pool + "-b"), SUMMER);
        assertThat(pools.shortPools()).extracting(CouponPool::name).doesNotContain(pool);
        assertThat(metrics.get("rapport.coupons.pools.short").gauge().value()).isEqualTo(before - 1);
    }
}
