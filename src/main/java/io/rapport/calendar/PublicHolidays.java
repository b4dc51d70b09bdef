package io.rapport.calendar;

import de.focus_shift.jollyday.core.Holiday;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Year;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public holidays that a whole country keeps: China's computed by its own calendar, others by Jollyday. Regional days
 * are left out, since a customer's region is not known. Safe for several threads.
 */
public final class PublicHolidays implements Holidays {

    private static final String CHINA = "CN";

    private final Set<String> countries = Set.copyOf(HolidayManager.getSupportedCalendarCodes());
    private final Map<String, Optional<HolidayManager>> managers = new ConcurrentHashMap<>();
    private final Map<CountryYear, Set<LocalDate>> known = new ConcurrentHashMap<>();

    private record CountryYear(String country, int year) {}

    @Override
    public boolean isHoliday(LocalDate date, String country) {
        return country != null
                && known.computeIfAbsent(new CountryYear(country, date.getYear()), this::days)
                        .contains(date);
    }

    private Set<LocalDate> days(CountryYear asked) {
        if (asked.country().equals(CHINA)) {
            return ChineseHolidays.in(asked.year());
        }
        // Jollyday shows lists to other threads that its first caller has not filled yet
        synchronized (HolidayManager.class) {
            return managers.computeIfAbsent(asked.country(), this::manager)
                    .map(manager -> manager.getHolidays(Year.of(asked.year())).stream()
                            .filter(holiday -> holiday.getType() == HolidayType.PUBLIC_HOLIDAY)
                            .flatMap(PublicHolidays::days)
                            .collect(Collectors.toUnmodifiableSet()))
                    .orElse(Set.of());
        }
    }

    /** What falls on a weekend, and is made up for on a working day, is kept on its own day, too; what was moved is not. */
    private static Stream<LocalDate> days(Holiday holiday) {
        LocalDate own = holiday.getActualDate();
        return own.getDayOfWeek() == DayOfWeek.SATURDAY || own.getDayOfWeek() == DayOfWeek.SUNDAY
                ? Stream.of(own, holiday.getDate())
                : Stream.of(holiday.getDate());
    }

    private Optional<HolidayManager> manager(String country) {
        return countries.contains(country)
                ? Optional.of(HolidayManager.getInstance(ManagerParameters.create(country)))
                : Optional.empty();
    }
}
