package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource.TimelineRequest;
import io.rapport.loyalty.CouponRedemptions.Basket;
import io.rapport.testing.RegisterFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataIntegrityViolationException;

@DisplayName("A coupon")
class CouponsTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final Coupons coupons = registers.get(Coupons.class);
    private String customer;

    @BeforeEach
    void aCustomer() {
        customer = registers.customer();
    }

    @Test
    @DisplayName("is the customer's for the time that it is valid, and found by its code")
    void issued() {
        Coupon coupon = coupons.issue(customer, CouponTerms.percent(15, Duration.ofDays(14)));
        assertThat(coupon.customerId()).isEqualTo(customer);
        assertThat(coupon.percent()).isEqualTo(15);
        assertThat(coupon.issuedAt()).isEqualTo(RegisterFixture.NOON);
        assertThat(coupon.expiresAt()).isEqualTo("2026-03-18T00:00:00Z");
        assertThat(coupons.find(coupon.code())).contains(coupon);
    }

    @ParameterizedTest(name = "in {0}: until {1}, which ends at {2}")
    @CsvSource({
        "Europe/London,       2026-04-02, 2026-04-02T23:00:00Z",
        "Asia/Shanghai,       2026-04-02, 2026-04-02T16:00:00Z",
        "Pacific/Auckland,    2026-04-03, 2026-04-03T11:00:00Z",
        "America/Los_Angeles, 2026-04-02, 2026-04-03T07:00:00Z",
    })
    @DisplayName("is good to the end of the day that mails name, by the customer's own clock")
    void lastDay(String zone, LocalDate day, Instant end) {
        livesIn(zone);

        Coupon coupon = coupons.issue(customer, CouponTerms.percent(15, Duration.ofDays(30)));

        assertThat(coupon.lastDay()).isEqualTo(day);
        endsAt(coupon.code(), end);
    }

    private void livesIn(String zone) {
        registers
                .jdbc()
                .sql("update rapport.customer set time_zone = :zone where id = :customer")
                .param("zone", zone)
                .param("customer", customer)
                .update();
    }

    private Coupon found(String code) {
        return coupons.find(code).orElseThrow();
    }

    private void endsAt(String code, Instant end) {
        assertThat(found(code).expiresAt()).isEqualTo(end);
        registers.clock().moveTo(end.minusSeconds(1));
        assertThat(found(code).state()).isEqualTo(Coupon.State.ISSUED);
        registers.clock().moveTo(end);
        assertThat(found(code).state()).isEqualTo(Coupon.State.EXPIRED);
    }

    @ParameterizedTest(name = "from {0} to {1}: until 2 April, which ends at {2}")
    @CsvSource({
        "Asia/Shanghai,       America/Los_Angeles, 2026-04-03T07:00:00Z",
        "America/Los_Angeles, Asia/Shanghai,       2026-04-03T07:00:00Z",
        "Asia/Shanghai,       Europe/London,       2026-04-02T23:00:00Z",
        "Europe/London,       Asia/Shanghai,       2026-04-02T23:00:00Z",
    })
    @DisplayName(
            "of who moves keeps the day that was named, to its end there, and ends no sooner than where it was issued")
    void moved(String from, String to, Instant end) {
        livesIn(from);
        String code = coupons.issue(customer, CouponTerms.percent(15, Duration.ofDays(30)))
                .code();

        livesIn(to);

        assertThat(found(code).lastDay()).isEqualTo("2026-04-02");
        endsAt(code, end);
    }

    @Test
    @DisplayName("goes by where the customer lives into whom its owner was merged")
    void merged() {
        livesIn("Asia/Shanghai");
        String code = coupons.issue(customer, CouponTerms.percent(15, Duration.ofDays(30)))
                .code();
        String survivor = registers.customer();
        String owner = customer;
        customer = survivor;
        livesIn("America/Los_Angeles");
        registers.happens("customer.merged", survivor, Map.of("mergedCustomer", owner, "reason", "verified"));

        assertThat(found(code).lastDay()).isEqualTo("2026-04-02");
        endsAt(code, Instant.parse("2026-04-03T07:00:00Z"));
    }

    @ParameterizedTest(name = "of a code that the shop ends at {0}")
    @CsvSource({"2026-03-06T14:00:01Z", "2026-03-07T11:59:59Z", "2026-03-07T12:00:00Z", "2026-03-16T20:00:00Z"})
    @DisplayName("of a pool ends with a day on which the shop takes it throughout, wherever its customer moves")
    void shops(Instant shopEnd) {
        CouponPools pools = registers.get(CouponPools.class);
        for (String from : List.of("Pacific/Kiritimati", "Asia/Shanghai", "UTC", "Etc/GMT+12")) {
            for (String to : List.of("Pacific/Kiritimati", "Asia/Shanghai", "UTC", "Etc/GMT+12")) {
                String pool = registers.newId("pool");
                pools.define(pool, CouponTerms.percent(15, Duration.ofDays(14)), 0);
                pools.add(pool, List.of(pool + "-code"), shopEnd);
                livesIn(from);
                Coupon issued = pools.take(customer, pool);

                livesIn(to);

                Coupon coupon = found(issued.code());
                assertThat(coupon.lastDay())
                        .as("a whole day after that of the issue")
                        .isAfter(LocalDate.ofInstant(RegisterFixture.NOON, ZoneId.of(from)));
                assertThat(coupon.expiresAt())
                        .isAfterOrEqualTo(coupon.lastDay()
                                .plusDays(1)
                                .atStartOfDay(ZoneId.of(to))
                                .toInstant())
                        .isBeforeOrEqualTo(shopEnd);
            }
        }
    }

    @Test
    @DisplayName("has a code of its own that can be read aloud and typed, however many are issued at once")
    void codes() {
        List<Object> codes =
                registers.atOnce(8, () -> coupons.issue(customer, CouponTerms.percent(10, Duration.ofDays(1)))
                        .code());
        assertThat(codes).doesNotHaveDuplicates().allSatisfy(code -> assertThat((String) code)
                .matches("[A-HJ-NP-Z2-9]{10}"));
    }

    @ParameterizedTest(name = "{0} % for {1}")
    @CsvSource({"0, P1D, percent", "-5, P1D, percent", "101, P1D, percent", "10, PT0S, valid", "10, -P1D, valid"})
    @DisplayName("is refused where it cannot be meant, and nothing is issued")
    void refused(int percent, Duration valid, String about) {
        assertThatThrownBy(() -> coupons.issue(customer, CouponTerms.percent(percent, valid)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(about);
        assertThat(registers
                        .jdbc()
                        .sql("select count(*) from rapport.coupon where customer_id = :customer")
                        .param("customer", customer)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"1", "100"})
    @DisplayName("may be of 1 to 100 percent")
    void limits(int percent) {
        assertThat(coupons.issue(customer, CouponTerms.percent(percent, Duration.ofSeconds(1)))
                        .percent())
                .isEqualTo(percent);
    }

    @Test
    @DisplayName("that is withdrawn can be used no more, withdrawn once or twice; another stays")
    void withdrawn() {
        Coupon coupon = coupons.issue(customer, CouponTerms.percent(10, Duration.ofDays(1)));
        Coupon other = coupons.issue(customer, CouponTerms.percent(10, Duration.ofDays(1)));
        coupons.withdraw(coupon.code(), null);
        coupons.withdraw(coupon.code(), null);
        assertThat(coupons.find(coupon.code()))
                .hasValueSatisfying(known -> assertThat(known.state()).isEqualTo(Coupon.State.WITHDRAWN));
        assertThat(coupons.find(other.code())).contains(other);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "issued,                        issued",
        "held,                          held",
        "held expired,                  held",
        "held timed-out,                issued",
        "held timed-out expired,        expired",
        "held used,                     used",
        "held used expired,             used",
        "held used withdrawn expired,   used",
        "withdrawn,                     withdrawn",
        "withdrawn expired,             withdrawn",
        "expired,                       expired",
        "expired withdrawn,             withdrawn",
    })
    @DisplayName("is the same for tills, on the timeline of staff and for mails, whatever has become of it")
    void oneAnswer(String happened, String state) {
        String code = coupons.issue(customer, CouponTerms.percent(10, Duration.ofDays(1)))
                .code();
        List.of(happened.split(" ")).forEach(what -> happens(what, code));

        Coupon known = coupons.show(code).orElseThrow();
        assertThat(known.state().written()).isEqualTo(state);
        assertThat(onTimeline(code)).isEqualTo(state.equals("issued") ? "null" : state);
        assertThat(known.isGood()).isEqualTo(state.equals("issued") || state.equals("held"));
    }

    private void happens(String what, String code) {
        CouponRedemptions redemptions = registers.get(CouponRedemptions.class);
        Basket basket = new Basket(null, null, null, null, null);
        Instant end = coupons.find(code).orElseThrow().expiresAt();
        switch (what) {
            case "held" -> {
                // five minutes before it ends
                registers.clock().moveTo(end.minus(Duration.ofMinutes(5)));
                redemptions.hold("till", "key-" + code, code, basket);
            }
            case "timed-out" ->
                registers
                        .jdbc()
                        .sql("update rapport.coupon_redemption set held_until = created_at where code = :code")
                        .param("code", code)
                        .update();
            case "used" ->
                redemptions.confirm(
                        "till",
                        code,
                        redemptions
                                .hold("till", "key-" + code, code, basket)
                                .redemption()
                                .id(),
                        registers.newId("o"));
            case "withdrawn" -> coupons.withdraw(code, null);
            case "expired" -> registers.clock().moveTo(end);
            default -> assertThat(what).isEqualTo("issued");
        }
    }

    private String onTimeline(String code) {
        return registers
                .get(LoyaltyTimeline.class)
                .entries(new TimelineRequest(
                        customer, Set.of(Kind.POINTS), Instant.parse("2030-01-01T00:00:00Z"), 50, Locale.ENGLISH))
                .stream()
                .filter(entry -> code.equals(entry.facts().get("coupon")))
                .map(entry -> String.valueOf(entry.facts().get("state")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("is issued to nobody who is not known")
    void nobody() {
        assertThatThrownBy(() -> coupons.issue("nobody", CouponTerms.percent(10, Duration.ofDays(1))))
                .isInstanceOf(DataIntegrityViolationException.class);
    }
}
