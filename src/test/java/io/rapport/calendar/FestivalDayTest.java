package io.rapport.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The day of a festival")
class FestivalDayTest {

    private static final FestivalDay SPRING = new FestivalDay(true, 1, 1);
    private static final FestivalDay MOON = new FestivalDay(true, 8, 15);

    private static List<LocalDate> of(FestivalDay festival, int year) {
        return LocalDate.of(year, 1, 1)
                .datesUntil(LocalDate.of(year + 1, 1, 1))
                .filter(festival::isOn)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-29, 2025-10-06",
        "2026-02-17, 2026-09-25",
        "2027-02-06, 2027-09-15",
        "2028-01-26, 2028-10-03",
        "2029-02-13, 2029-09-22",
        "2030-02-03, 2030-09-12",
    })
    @DisplayName("is that which is published: Spring Festival and Mid-Autumn, 2025 to 2030")
    void published(LocalDate spring, LocalDate moon) {
        assertThat(of(SPRING, spring.getYear())).containsExactly(spring);
        assertThat(of(MOON, moon.getYear())).containsExactly(moon);
    }

    @Test
    @DisplayName("comes once in a lunar year, though a month of it comes twice")
    void leapMonths() {
        // 2025 has a second sixth month, 2028 a second fifth one
        assertThat(of(new FestivalDay(true, 6, 1), 2025)).containsExactly(LocalDate.of(2025, 6, 25));
        assertThat(of(new FestivalDay(true, 5, 5), 2028)).containsExactly(LocalDate.of(2028, 5, 28));
    }

    @Test
    @DisplayName("belongs to one year: that of the Chinese calendar where it is counted by it")
    void years() {
        FestivalDay laba = new FestivalDay(true, 12, 8);
        List<LocalDate> days = LocalDate.of(2025, 1, 1)
                .datesUntil(LocalDate.of(2035, 1, 1))
                .filter(laba::isOn)
                .toList();
        assertThat(days)
                .extracting(laba::yearOf)
                .containsExactly(2024, 2025, 2026, 2027, 2028, 2029, 2030, 2031, 2032, 2033);
        assertThat(SPRING.yearOf(LocalDate.of(2027, 2, 6))).isEqualTo(2027);
        assertThat(new FestivalDay(false, 12, 25).yearOf(LocalDate.of(2027, 12, 25)))
                .isEqualTo(2027);
    }

    @Test
    @DisplayName("of the common calendar is that day")
    void solar() {
        assertThat(of(new FestivalDay(false, 12, 25), 2027)).containsExactly(LocalDate.of(2027, 12, 25));
    }

    @ParameterizedTest
    @ValueSource(strings = {"12-25", "lunar 08-15", "lunar 01-01", "02-28"})
    @DisplayName("reads what it writes")
    void written(String text) {
        assertThat(FestivalDay.parse(text)).hasToString("Optional[" + text + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "25.12.", "1-1", "02-29", "13-01", "lunar 13-01", "lunar 12-30", "lunar 00-01", "Lunar 01-01"
            })
    @DisplayName("is none where it does not come each year, or is written otherwise")
    void none(String text) {
        assertThat(FestivalDay.parse(text)).isEmpty();
    }
}
