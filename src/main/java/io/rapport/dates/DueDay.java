package io.rapport.dates;

import io.rapport.inbox.DateEvent;
import io.rapport.inbox.DayEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * One day that an entry may be about, and when its event is due where the customer lives.
 *
 * @param event the entry
 * @param date the day itself, in its year
 */
record DueDay(DayEvent event, LocalDate date) {

    /** As {@link #monthDays} writes 29 February. */
    static final int LEAP_DAY = 229;

    private static final MonthDay END_OF_FEBRUARY = MonthDay.of(2, 28);
    private static final MonthDay START_OF_MARCH = MonthDay.of(3, 1);

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
    static boolean mayBeDue(DayEvent event, Instant after, Instant until) {
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
    static List<DueDay> between(DayEvent event, Instant after, Instant until) {
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

    /**
     * @param event the entry, of a date
     * @return the days of the year, as month times 100 plus day, whose date this may be. Who was born on 29 February has the
     *     birthday on the 28th in other years, or where the entry says so on 1 March: {@link #isLeapDayIn}
     */
    List<Integer> monthDays(DateEvent event) {
        MonthDay day = MonthDay.from(date);
        boolean leapDay = event.yearly()
                && !date.isLeapYear()
                && (day.equals(END_OF_FEBRUARY)
                        || day.equals(START_OF_MARCH)
                                && !event.leapDayOnMarch1().isEmpty());
        int number = day.getMonthValue() * 100 + day.getDayOfMonth();
        return leapDay ? List.of(number, LEAP_DAY) : List.of(number);
    }

    /** @return whether the year has a 29 February */
    boolean isLeapYear() {
        return date.isLeapYear();
    }

    /**
     * @param event the entry, of a date
     * @param region of a customer, {@code null} if unknown
     * @return whether 29 February is celebrated there on this day, in a year that has none
     */
    boolean isLeapDayIn(DateEvent event, String region) {
        boolean inMarch = region != null && event.leapDayOnMarch1().contains(region);
        return MonthDay.from(date).equals(inMarch ? START_OF_MARCH : END_OF_FEBRUARY);
    }

    /**
     * @param event the entry, of a date
     * @param year the year that a customer's date has; {@code null} if it is unknown
     * @return whether the event concerns a customer with that year: of what comes yearly each anniversary, else the date
     *     itself
     */
    boolean concerns(DateEvent event, Integer year) {
        return event.yearly() ? year == null || date.getYear() > year : year != null && date.getYear() == year;
    }
}
