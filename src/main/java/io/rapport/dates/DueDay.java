package io.rapport.dates;

import io.rapport.inbox.DateEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/**
 * One day of a date of customers, and when its event is due where the customer lives.
 *
 * @param event the entry
 * @param date the date itself, in its year
 */
record DueDay(DateEvent event, LocalDate date) {

    private static final MonthDay LEAP_DAY = MonthDay.of(2, 29);

    /** A clock differs from any other by a multiple of it. */
    private static final long STEP_SECONDS = Duration.ofMinutes(15).toSeconds();

    /**
     * Tells without reading customers whether their moments can lie in a span of time.
     *
     * @param event the entry
     * @param after the span begins behind it
     * @param until the span's end
     * @return whether it is the entry's time of day on some clock on earth then
     */
    static boolean mayBeDue(DateEvent event, Instant after, Instant until) {
        long at = event.at().toSecondOfDay();
        return Math.floorDiv(until.getEpochSecond() - at, STEP_SECONDS)
                > Math.floorDiv(after.getEpochSecond() - at, STEP_SECONDS);
    }

    /**
     * @param event the entry
     * @param after the span begins behind it
     * @param until the span's end
     * @return the days whose moments can lie in the span, somewhere on earth
     */
    static List<DueDay> between(DateEvent event, Instant after, Instant until) {
        LocalDate first = LocalDate.ofInstant(after, ZoneOffset.ofHours(-12));
        LocalDate last = LocalDate.ofInstant(until, ZoneOffset.ofHours(14));
        return first.datesUntil(last.plusDays(1))
                .map(day -> new DueDay(event, day.minusDays(event.days())))
                .toList();
    }

    /**
     * The moment on a clock. A time of day that daylight saving leaves out is as much later as is left out; one that is
     * repeated is the first.
     *
     * @param zone the customer's
     * @return when the event is due there
     */
    Instant moment(ZoneId zone) {
        return date.plusDays(event.days()).atTime(event.at()).atZone(zone).toInstant();
    }

    /** @return the days of the year whose date this is; who was born on 29 February has the 28th in other years */
    List<Integer> monthDays() {
        Stream<MonthDay> days = Stream.of(MonthDay.from(date));
        if (event.yearly()
                && !date.isLeapYear()
                && LEAP_DAY.atYear(date.getYear()).equals(date)) {
            days = Stream.of(MonthDay.from(date), LEAP_DAY);
        }
        return days.map(DueDay::number).toList();
    }

    private static int number(MonthDay day) {
        return day.getMonthValue() * 100 + day.getDayOfMonth();
    }

    /**
     * @param year the year that a customer's date has; {@code null} if it is unknown
     * @return whether the event concerns a customer with that year: of what comes yearly each anniversary, else the date
     *     itself
     */
    boolean concerns(Integer year) {
        return event.yearly() ? year == null || date.getYear() > year : year != null && date.getYear() == year;
    }
}
