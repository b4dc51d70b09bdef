package io.rapport.segment;

import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Days that windows begin and end with. Pure. */
final class Windows {

    private static final MonthDay LEAP_DAY = MonthDay.of(2, 29);

    private Windows() {}

    /**
     * @param days how many days a window has, of which today is the last
     * @return its first moment
     */
    static Instant start(LocalDate today, int days, ZoneId zone) {
        return today.minusDays(days - 1L).atStartOfDay(zone).toInstant();
    }

    /** @return the days of the year, as month times 100 plus day; who was born on 29 February has the 28th in other years */
    static Integer[] monthDays(Collection<LocalDate> days) {
        Set<Integer> numbers = new TreeSet<>();
        for (LocalDate day : days) {
            numbers.add(number(MonthDay.from(day)));
            if (!day.isLeapYear() && LEAP_DAY.atYear(day.getYear()).equals(day)) {
                numbers.add(number(LEAP_DAY));
            }
        }
        return numbers.toArray(Integer[]::new);
    }

    private static int number(MonthDay day) {
        return day.getMonthValue() * 100 + day.getDayOfMonth();
    }

    /** @return year times 10,000 plus month times 100 plus day */
    static int number(LocalDate day) {
        return day.getYear() * 10_000 + number(MonthDay.from(day));
    }
}
