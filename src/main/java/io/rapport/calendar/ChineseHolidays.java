package io.rapport.calendar;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import net.time4j.PlainDate;
import net.time4j.calendar.ChineseCalendar;
import net.time4j.calendar.EastAsianMonth;
import net.time4j.calendar.EastAsianYear;

/**
 * China's statutory holidays, as the State Council's regulation on public holidays (amended with effect from 2025) names
 * them. The days that it moves around them by a notice each year cannot be computed, and are left out.
 */
final class ChineseHolidays {

    private ChineseHolidays() {}

    /** @return the holidays of a year of the common calendar; up to 2100, as far as the lunar calendar is computed */
    static Set<LocalDate> in(int year) {
        Set<LocalDate> days = new HashSet<>();
        days.add(LocalDate.of(year, 1, 1));
        LocalDate spring = day(ChineseCalendar.ofNewYear(year));
        // the eve, and three days
        for (int day = -1; day <= 2; day++) {
            days.add(spring.plusDays(day));
        }
        days.add(day(ChineseCalendar.ofQingMing(year)));
        days.add(LocalDate.of(year, 5, 1));
        days.add(LocalDate.of(year, 5, 2));
        // dragon boats
        days.add(lunar(year, 5, 5));
        // mid-autumn
        days.add(lunar(year, 8, 15));
        for (int day = 1; day <= 3; day++) {
            days.add(LocalDate.of(year, 10, day));
        }
        return Set.copyOf(days);
    }

    private static LocalDate lunar(int year, int month, int day) {
        return day(ChineseCalendar.of(EastAsianYear.forGregorian(year), EastAsianMonth.valueOf(month), day));
    }

    private static LocalDate day(ChineseCalendar date) {
        return date.transform(PlainDate.axis()).toTemporalAccessor();
    }
}
