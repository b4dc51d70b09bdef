package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.CustomerValue.BoughtAt;
import io.rapport.loyalty.LevelHistory.Earned;
import io.rapport.testing.PlainLoyaltyRules;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The level that a past leads to")
class LevelHistoryTest {

    private static final LoyaltyTerms TERMS = new LoyaltyTerms(
            new BusinessClock(InstantSource.fixed(Instant.parse("2026-03-03T12:00:00Z"))),
            ZoneOffset.UTC,
            Duration.ofMinutes(15),
            Duration.ofDays(30),
            Duration.ofDays(365),
            Duration.ofDays(30),
            Duration.ofDays(14),
            Duration.ofDays(180));

    private static Instant noon(String day) {
        return Instant.parse(day + "T12:00:00Z");
    }

    private static Earned earned(String day, int points) {
        return new Earned(noon(day), points);
    }

    private static BoughtAt bought(String day, int worth) {
        return new BoughtAt(noon(day), BigDecimal.valueOf(worth));
    }

    /** @return level and since when, such as {@code silver since 2025-05-10} */
    private static String at(String day, List<Earned> earned, BoughtAt... bought) {
        return new LevelHistory(earned, List.of(bought), TERMS, new PlainLoyaltyRules()::level)
                .at(noon(day))
                .map(standing -> standing.level().name() + " since " + standing.since())
                .orElse("none");
    }

    @Test
    @DisplayName("begins with what reached it, and goes up with what reaches the next")
    void up() {
        List<Earned> points = List.of(
                earned("2025-04-01", 300),
                earned("2025-06-01", 300),
                earned("2025-07-01", 100),
                earned("2025-09-01", 1_500));
        assertThat(at("2025-03-31", points)).isEqualTo("none");
        assertThat(at("2025-05-31", points)).isEqualTo("bronze since 2025-04-01");
        assertThat(at("2025-08-31", points)).isEqualTo("silver since 2025-06-01");
        assertThat(at("2026-03-03", points)).isEqualTo("gold since 2025-09-01");
    }

    @Test
    @DisplayName("counts the points of a period alone")
    void period() {
        List<Earned> points = List.of(earned("2024-01-01", 400), earned("2025-06-01", 400));
        assertThat(at("2026-03-03", points)).startsWith("bronze");
    }

    @Test
    @DisplayName("goes down at a review, a period after it was reached, and is reviewed again a period later")
    void down() {
        List<Earned> points = List.of(earned("2023-02-10", 2_500), earned("2023-09-01", 700), earned("2024-12-01", 20));
        assertThat(at("2024-02-10", points)).isEqualTo("gold since 2023-02-10");
        assertThat(at("2024-02-11", points)).isEqualTo("silver since 2024-02-11");
        assertThat(at("2025-02-10", points)).isEqualTo("silver since 2024-02-11");
        assertThat(at("2025-02-11", points)).isEqualTo("bronze since 2025-02-11");
    }

    @Test
    @DisplayName("goes by what was bought as well, from the order on")
    void byValue() {
        assertThat(at("2026-03-03", List.of(), bought("2025-10-05", 600))).isEqualTo("silver since 2025-10-05");
        assertThat(at("2026-03-03", List.of(earned("2025-11-01", 90)), bought("2025-10-05", 600)))
                .isEqualTo("silver since 2025-10-05");
    }

    @Test
    @DisplayName("does not count what was taken back")
    void takenBack() {
        assertThat(at(
                        "2026-03-03",
                        List.of(earned("2025-04-01", 450), earned("2025-04-09", -450), earned("2025-06-01", 100))))
                .isEqualTo("bronze since 2025-04-01");
    }
}
