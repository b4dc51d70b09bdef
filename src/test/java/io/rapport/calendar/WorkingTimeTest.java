package io.rapport.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Working time of a desk")
class WorkingTimeTest {

    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final Set<DayOfWeek> WEEK = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

    /** Good Friday and Easter Monday of 2026. */
    private static final Set<LocalDate> EASTER = Set.of(LocalDate.of(2026, 4, 3), LocalDate.of(2026, 4, 6));

    private static final WorkingTime DESK =
            new WorkingTime(LONDON, LocalTime.of(9, 0), LocalTime.of(17, 30), WEEK, EASTER);

    @ParameterizedTest(name = "{0} and {1} of work: {2}")
    @CsvSource({
        // within one day, to its very end
        "2026-03-03T10:00:00Z, PT4H,    2026-03-03T14:00:00Z",
        "2026-03-03T10:00:00Z, PT7H30M, 2026-03-03T17:30:00Z",
        // a second more is the next morning's
        "2026-03-03T10:00:00Z, PT7H30M1S, 2026-03-04T09:00:01Z",
        // before the desk opens and after it closes nothing counts
        "2026-03-03T06:00:00Z, PT1H,    2026-03-03T10:00:00Z",
        "2026-03-03T17:30:00Z, PT1H,    2026-03-04T10:00:00Z",
        "2026-03-03T22:00:00Z, PT1H,    2026-03-04T10:00:00Z",
        // no work is due at the first open moment
        "2026-03-03T10:00:00Z, PT0S,    2026-03-03T10:00:00Z",
        "2026-03-03T06:00:00Z, PT0S,    2026-03-03T09:00:00Z",
        "2026-03-03T17:30:00Z, PT0S,    2026-03-04T09:00:00Z",
        // a weekend and two holidays, and clocks that were set before them
        "2026-03-27T17:00:00Z, PT1H,    2026-03-30T08:30:00Z",
        "2026-04-02T15:30:00Z, PT2H,    2026-04-07T09:00:00Z",
        // several days
        "2026-03-02T09:00:00Z, PT25H30M, 2026-03-04T17:30:00Z",
    })
    @DisplayName("counts while the desk is open")
    void plus(Instant from, Duration work, Instant until) {
        assertThat(DESK.plus(from, work)).isEqualTo(until);
    }

    @Property(tries = 300)
    @Label("From a moment to its deadline the desk is open for exactly as long as the work takes")
    void exactly(@ForAll @IntRange(max = 525_600) int minute, @ForAll @IntRange(min = 1, max = 3000) int work) {
        Instant from = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofMinutes(minute));

        Instant until = DESK.plus(from, Duration.ofMinutes(work));

        int open = 0;
        for (Instant at = from; at.isBefore(until); at = at.plusSeconds(60)) {
            ZonedDateTime there = at.atZone(LONDON);
            boolean onDuty = WEEK.contains(there.getDayOfWeek()) && !EASTER.contains(there.toLocalDate());
            LocalTime time = there.toLocalTime();
            if (onDuty && !time.isBefore(LocalTime.of(9, 0)) && time.isBefore(LocalTime.of(17, 30))) {
                open++;
            }
        }
        assertThat(open).isEqualTo(work);
    }

    @Test
    @DisplayName("must be some: a desk that never opens is refused")
    void neverOpen() {
        LocalTime nine = LocalTime.of(9, 0);
        assertThatThrownBy(() -> new WorkingTime(LONDON, nine, nine, WEEK, Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must open before it closes: 09:00 to 09:00");
        assertThatThrownBy(() -> new WorkingTime(LONDON, nine, LocalTime.of(17, 0), Set.of(), Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one day");
    }

    @Test
    @DisplayName("is added for some five years at most: a number that is mistyped is refused, not counted day by day")
    void most() {
        Instant monday = Instant.parse("2026-03-02T10:00:00Z");
        assertThat(DESK.plus(monday, WorkingTime.MOST)).isAfter("2030-01-01T00:00:00Z");
        assertThatThrownBy(() -> DESK.plus(monday, Duration.ofHours(Integer.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("working time of at most 10000 hours can be added, not 2147483647");
    }

    @Test
    @DisplayName("stays as it was made, whatever becomes of the sets that it was made of")
    void copies() {
        Set<LocalDate> holidays = new HashSet<>();
        Set<DayOfWeek> days = EnumSet.copyOf(WEEK);
        WorkingTime time = new WorkingTime(LONDON, LocalTime.of(9, 0), LocalTime.of(17, 0), days, holidays);
        holidays.add(LocalDate.of(2026, 3, 3));
        days.clear();

        assertThat(time.plus(Instant.parse("2026-03-03T10:00:00Z"), Duration.ofHours(1)))
                .isEqualTo("2026-03-03T11:00:00Z");
    }

    @Test
    @DisplayName("does not run on single days that are added, nor on the public holidays of a country")
    void closed() {
        WorkingTime germany = DESK.closedOnHolidaysOf(Set.of("DE"));
        WorkingTime inventory = DESK.closedOn(Set.of(LocalDate.of(2026, 10, 2)));

        // the third of October 2025 is a Friday: Thursday at four, two hours on
        Instant thursday = Instant.parse("2025-10-02T15:00:00Z");
        assertThat(DESK.plus(thursday, Duration.ofHours(3))).isEqualTo("2025-10-03T09:30:00Z");
        assertThat(germany.plus(thursday, Duration.ofHours(3))).isEqualTo("2025-10-06T09:30:00Z");
        assertThat(inventory.plus(Instant.parse("2026-10-01T15:00:00Z"), Duration.ofHours(3)))
                .isEqualTo("2026-10-05T09:30:00Z");
    }
}
