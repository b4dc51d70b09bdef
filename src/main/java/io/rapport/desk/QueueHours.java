package io.rapport.desk;

import io.rapport.calendar.WorkingTime;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/**
 * When a queue is worked. What the file leaves out is as the desk has it ({@code rapport.working-time}).
 *
 * @param zone its time zone; null for the desk's
 * @param opens null for the desk's; given together with {@code closes}
 * @param closes null for the desk's
 * @param days of the week; empty for the desk's
 * @param holidays single days on which it is closed, beside those of the desk
 * @param countries ISO 3166 codes of the countries whose public holidays it keeps
 */
public record QueueHours(
        ZoneId zone,
        LocalTime opens,
        LocalTime closes,
        Set<DayOfWeek> days,
        Set<LocalDate> holidays,
        Set<String> countries) {

    public QueueHours {
        days = Set.copyOf(days);
        holidays = Set.copyOf(holidays);
        countries = Set.copyOf(countries);
    }

    /**
     * @param desk the desk's hours
     * @return those of the queue
     */
    public WorkingTime over(WorkingTime desk) {
        return new WorkingTime(
                        zone == null ? desk.zone() : zone,
                        opens == null ? desk.opens() : opens,
                        closes == null ? desk.closes() : closes,
                        days.isEmpty() ? desk.days() : days,
                        desk.holidays(),
                        desk.countries())
                .closedOn(holidays)
                .closedOnHolidaysOf(countries);
    }
}
