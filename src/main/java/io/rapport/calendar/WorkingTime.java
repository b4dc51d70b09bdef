package io.rapport.calendar;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.Set;

/**
 * Business hours of a desk: deadlines run only while it is open.
 *
 * @param zone where the desk is
 * @param opens first moment of a working day
 * @param closes end of a working day, after {@code opens}
 * @param days the days of the week on which the desk is open
 * @param holidays single days on which it is closed
 * @param countries ISO 3166 codes of the countries on whose public holidays it is closed
 */
public record WorkingTime(
        ZoneId zone,
        LocalTime opens,
        LocalTime closes,
        Set<DayOfWeek> days,
        Set<LocalDate> holidays,
        Set<String> countries) {

    /** The most that is added to a moment, some five years: more is a typing mistake, and would be counted day by day. */
    public static final Duration MOST = Duration.ofHours(10_000);

    /** Read when a country is first asked for. */
    private static final class OfCountries {
        static final Holidays PUBLIC = new PublicHolidays();
    }

    /**
     * Business hours without public holidays.
     *
     * @throws IllegalArgumentException if the desk would never be open
     */
    public WorkingTime(ZoneId zone, LocalTime opens, LocalTime closes, Set<DayOfWeek> days, Set<LocalDate> holidays) {
        this(zone, opens, closes, days, holidays, Set.of());
    }

    /** @throws IllegalArgumentException if the desk would never be open */
    public WorkingTime {
        if (!opens.isBefore(closes)) {
            throw new IllegalArgumentException("working time must open before it closes: " + opens + " to " + closes);
        }
        if (days.isEmpty()) {
            throw new IllegalArgumentException("working time needs at least one day of the week");
        }
        days = Set.copyOf(days);
        holidays = Set.copyOf(holidays);
        countries = Set.copyOf(countries);
    }

    /**
     * @param more single days
     * @return the same hours, closed on these days, too
     */
    public WorkingTime closedOn(Set<LocalDate> more) {
        Set<LocalDate> all = new HashSet<>(holidays);
        all.addAll(more);
        return new WorkingTime(zone, opens, closes, days, all, countries);
    }

    /**
     * @param more ISO 3166 codes of countries
     * @return the same hours, closed on the public holidays of these countries, too
     */
    public WorkingTime closedOnHolidaysOf(Set<String> more) {
        Set<String> all = new HashSet<>(countries);
        all.addAll(more);
        return new WorkingTime(zone, opens, closes, days, holidays, all);
    }

    /**
     * Adds working time to a moment.
     *
     * @param from any moment, inside or outside business hours
     * @param work time the desk must have been open, not negative, at most {@link #MOST}
     * @return the moment at which the desk has been open for {@code work} since {@code from}; for zero work the first
     *     open moment at or after {@code from}
     * @throws IllegalArgumentException if it is more than {@link #MOST}
     */
    public Instant plus(Instant from, Duration work) {
        if (work.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "working time of at most " + MOST.toHours() + " hours can be added, not " + work.toHours());
        }
        Duration left = work;
        ZonedDateTime at = from.atZone(zone);
        while (true) {
            if (isOpenOn(at.toLocalDate())) {
                ZonedDateTime opening = at.toLocalDate().atTime(opens).atZone(zone);
                ZonedDateTime closing = at.toLocalDate().atTime(closes).atZone(zone);
                ZonedDateTime start = at.isBefore(opening) ? opening : at;
                if (start.isBefore(closing)) {
                    Duration open = Duration.between(start, closing);
                    if (left.compareTo(open) <= 0) {
                        return start.plus(left).toInstant();
                    }
                    left = left.minus(open);
                }
            }
            at = at.toLocalDate().plusDays(1).atStartOfDay(zone);
        }
    }

    /** @return whether the desk opens on a day */
    public boolean isOpenOn(LocalDate date) {
        return days.contains(date.getDayOfWeek())
                && !holidays.contains(date)
                && countries.stream().noneMatch(country -> OfCountries.PUBLIC.isHoliday(date, country));
    }
}
