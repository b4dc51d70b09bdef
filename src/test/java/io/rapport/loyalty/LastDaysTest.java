package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.Holidays;
import io.rapport.calendar.QuietHours;
import io.rapport.calendar.SendingHours;
import io.rapport.customer.Customers;
import io.rapport.testing.RegisterFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The last day of what ends")
class LastDaysTest {

    private static final List<String> ZONES = List.of(
            "Pacific/Kiritimati",
            "Pacific/Auckland",
            "Asia/Shanghai",
            "Asia/Kathmandu",
            "Africa/Cairo",
            "Europe/London",
            "America/Sao_Paulo",
            "America/Los_Angeles",
            "Pacific/Pago_Pago");

    /** The usual night, a late window in the evening, one around midnight, and none. */
    private static final List<QuietHours> NIGHTS =
            List.of(night("21:00", "08:00"), night("22:30", "20:00"), night("01:00", "23:30"), night("00:00", "00:00"));

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final Coupons coupons = registers.get(Coupons.class);

    private static QuietHours night(String from, String until) {
        return new QuietHours(LocalTime.parse(from), LocalTime.parse(until));
    }

    private static Stream<Arguments> everywhere() {
        return ZONES.stream().flatMap(zone -> NIGHTS.stream().map(night -> Arguments.of(ZoneId.of(zone), night)));
    }

    private String livesIn(ZoneId zone) {
        String customer = registers.customer();
        registers
                .jdbc()
                .sql("update rapport.customer set time_zone = :zone where id = :customer")
                .param("zone", zone.getId())
                .param("customer", customer)
                .update();
        return customer;
    }

    private static LastDays by(QuietHours night) {
        return new LastDays(registers.get(Customers.class), night);
    }

    @ParameterizedTest(name = "in {0} by {1}")
    @MethodSource("everywhere")
    @DisplayName(
            "is never the day of its reminder, which comes two days before, by the customer's clock and by no night")
    void reminder(ZoneId zone, QuietHours night) {
        String customer = livesIn(zone);
        for (int hour = 0; hour < 24; hour += 5) {
            // daylight saving begins or ends on some of the last days
            for (int days : new int[] {4, 5, 14, 30, 52, 240}) {
                registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofHours(hour)));
                Coupon coupon = coupons.issue(customer, CouponTerms.percent(10, Duration.ofDays(days)));
                LocalDate last = LocalDate.ofInstant(coupon.issuedAt(), zone).plusDays(days);

                Instant due = by(night).remindAt(coupon);

                assertThat(LocalDate.ofInstant(due, zone)).isEqualTo(last.minusDays(2));
                assertThat(night.isQuiet(due, zone)).isFalse();
                assertThat(by(night).begin(coupon))
                        .isEqualTo(last.atStartOfDay(zone).toInstant());
            }
        }
    }

    @ParameterizedTest(name = "in {0} by {1}")
    @MethodSource("everywhere")
    @DisplayName("is two days off when a reminder goes out, however late in the day the policy's window lies")
    void lateWindow(ZoneId zone, QuietHours night) {
        SendingHours policy = new SendingHours(night, Holidays.NONE, Duration.ofHours(2));
        Coupon coupon = coupons.issue(livesIn(zone), CouponTerms.percent(10, Duration.ofDays(14)));
        Instant sent =
                policy.afterQuiet(by(night).remindAt(coupon), zone, 7, by(night).begin(coupon));
        assertThat(LocalDate.ofInstant(sent, zone)).isEqualTo(coupon.lastDay().minusDays(2));
    }

    @ParameterizedTest(name = "a coupon for {0} days: on the {1}. day after the issue")
    @CsvSource({"2, 1", "3, 2", "4, 2", "5, 3", "7, 5"})
    @DisplayName("of a short coupon leaves half of its days before the reminder")
    void shortCoupons(int days, int reminded) {
        Coupon coupon = coupons.issue(registers.customer(), CouponTerms.percent(10, Duration.ofDays(days)));
        LastDays lastDays = registers.get(LastDays.class);
        assertThat(lastDays.remindAt(coupon).atZone(ZoneOffset.UTC).toLocalDate())
                .isEqualTo(LocalDate.ofInstant(RegisterFixture.NOON, ZoneOffset.UTC)
                        .plusDays(reminded));
        assertThat(lastDays.remindAt(coupon)).isBefore(lastDays.begin(coupon));
    }

    @ParameterizedTest(name = "in {0}: {1}, which begins at {2}")
    @CsvSource({
        "UTC,                 2026-04-30, 2026-04-30T00:00:00Z",
        "Asia/Shanghai,       2026-04-30, 2026-04-29T16:00:00Z",
        "Pacific/Auckland,    2026-04-30, 2026-04-29T12:00:00Z",
        "America/Los_Angeles, 2026-04-29, 2026-04-29T07:00:00Z",
    })
    @DisplayName("of points that end with April in the shop is one on which the customer has them throughout")
    void points(String zone, LocalDate day, Instant begin) {
        String customer = livesIn(ZoneId.of(zone));
        registers.get(LoyaltyLedger.class).bonus(customer, 120, "gift:" + customer, 1);
        registers.clock().moveTo(Instant.parse("2026-04-20T12:00:00Z"));

        LoyaltyStatements statements = registers.get(LoyaltyStatements.class);
        assertThat(statements.standing(customer).lastDay()).isEqualTo(day);
        assertThat(statements.of(customer).orElseThrow().lastDay()).isEqualTo(day);
        assertThat(registers.get(LastDays.class).begin(customer, day)).isEqualTo(begin);
    }

    @ParameterizedTest
    @CsvSource({"expiry-notice", "level-notice"})
    @DisplayName("is too late to announce it: a notice of less than two days is refused")
    void notice(String setting) {
        assertThatThrownBy(() -> terms(setting, Duration.ofHours(47)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rapport.loyalty." + setting)
                .hasMessageContaining("two days or more");
        terms(setting, Duration.ofDays(2));
    }

    private static LoyaltyTerms terms(String setting, Duration notice) {
        Duration other = Duration.ofDays(30);
        return new LoyaltyTerms(
                registers.clock(),
                ZoneOffset.UTC,
                Duration.ofMinutes(15),
                setting.equals("expiry-notice") ? notice : other,
                Duration.ofDays(365),
                setting.equals("level-notice") ? notice : other,
                Duration.ofDays(14),
                Duration.ofDays(180));
    }
}
