package io.rapport.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The shop's calendar")
class ShopCalendarTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private final BusinessClock clock = new BusinessClock(() -> Instant.parse("2026-02-28T15:59:59Z"));

    private final ShopCalendar calendar = new ShopCalendar(
            clock,
            new WorkingTime(SHANGHAI, LocalTime.of(9, 0), LocalTime.of(18, 0), Set.of(DayOfWeek.MONDAY), Set.of()));

    @Test
    @DisplayName("has the day that it is where the shop is, and goes with the business clock")
    void today() {
        assertThat(calendar.zone()).isEqualTo(SHANGHAI);
        assertThat(calendar.today()).isEqualTo(LocalDate.of(2026, 2, 28));
        clock.moveBy(Duration.ofSeconds(1));
        assertThat(calendar.now()).isEqualTo(Instant.parse("2026-02-28T16:00:00Z"));
        assertThat(calendar.today()).isEqualTo(LocalDate.of(2026, 3, 1));
    }

    @Test
    @DisplayName("begins a day at midnight there")
    void startOf() {
        assertThat(calendar.startOf(LocalDate.of(2026, 3, 1))).isEqualTo(Instant.parse("2026-02-28T16:00:00Z"));
    }
}
