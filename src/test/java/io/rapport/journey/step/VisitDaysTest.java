package io.rapport.journey.step;

import static java.util.stream.Collectors.averagingLong;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The day of the next call or visit")
class VisitDaysTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 1, 5);
    private static final Predicate<LocalDate> WORKS =
            day -> day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;

    private static Stream<String> customers() {
        return IntStream.range(2_001, 3_001).mapToObj(Integer::toString);
    }

    private static List<LocalDate> next(int days) {
        return customers().map(id -> VisitDays.next(id, MONDAY, days, WORKS)).toList();
    }

    private static double average(List<LocalDate> days) {
        return days.stream().collect(averagingLong(day -> ChronoUnit.DAYS.between(MONDAY, day)));
    }

    @ParameterizedTest
    @CsvSource({"60, 48, 72", "30, 24, 36", "14, 12, 16", "90, 72, 108"})
    @DisplayName("is a working day, a fifth of the rhythm sooner or later at the most, and the rhythm on average")
    void around(int days, int least, int most) {
        assertThat(next(days)).allMatch(WORKS).allSatisfy(day -> assertThat(day)
                .isBetween(MONDAY.plusDays(least), MONDAY.plusDays(most)));
        assertThat(average(next(days))).isEqualTo(days, within(1.0));
    }

    @Test
    @DisplayName("spreads customers who were reached on one day: none of the days has much more of them than another")
    void spreads() {
        Map<LocalDate, Long> ofDay = next(60).stream().collect(groupingBy(day -> day, counting()));
        assertThat(ofDay).hasSize(18);
        assertThat(ofDay.values()).allSatisfy(count -> assertThat(count).isBetween(30L, 90L));
    }

    @Test
    @DisplayName("is the same whenever it is asked for, and another one after another call")
    void stable() {
        assertThat(next(60)).isEqualTo(next(60));
        assertThat(VisitDays.next("2001", MONDAY, 60, WORKS))
                .as("also by the next version")
                .isEqualTo("2026-03-03");
        assertThat(IntStream.range(0, 20)
                        .mapToObj(MONDAY::plusWeeks)
                        .map(last -> ChronoUnit.DAYS.between(last, VisitDays.next("2001", last, 60, WORKS)))
                        .distinct()
                        .count())
                .as("days after each of 20 calls on Mondays")
                .isGreaterThan(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    @DisplayName("is the rhythm's own where that is of a few days, and where nobody works")
    void few(int days) {
        assertThat(VisitDays.next("2001", MONDAY, days, any -> true)).isEqualTo(MONDAY.plusDays(days));
        assertThat(VisitDays.next("2001", MONDAY, 60, any -> false)).isEqualTo(MONDAY.plusDays(60));
    }

    @Test
    @DisplayName("of many who begin together is spread from a week to the whole rhythm")
    void many() {
        List<LocalDate> first = customers()
                .map(id -> VisitDays.firstOfMany(id, MONDAY, 60, WORKS))
                .toList();
        assertThat(first).allMatch(WORKS).allSatisfy(day -> assertThat(day)
                .isBetween(MONDAY.plusDays(7), MONDAY.plusDays(60)));
        Map<Long, Long> ofWeek =
                first.stream().collect(groupingBy(day -> ChronoUnit.WEEKS.between(MONDAY, day), counting()));
        assertThat(ofWeek).hasSize(8);
        assertThat(ofWeek.values()).allSatisfy(count -> assertThat(count).isBetween(70L, 180L));
        assertThat(VisitDays.firstOfMany("2001", MONDAY, 3, any -> true)).isEqualTo(MONDAY.plusDays(3));
    }

    @Test
    @DisplayName("of who has come close is a week later")
    void first() {
        assertThat(VisitDays.first(MONDAY, 60)).isEqualTo(MONDAY.plusDays(7));
        assertThat(VisitDays.first(MONDAY, 3)).isEqualTo(MONDAY.plusDays(3));
    }
}
