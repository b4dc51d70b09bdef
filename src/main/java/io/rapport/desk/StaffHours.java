package io.rapport.desk;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** Reads when the queues of a {@code staff.yaml} are open. */
record StaffHours(StaffFindings findings) {

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    /** @return the hours of a queue; null where it says none of its own */
    QueueHours of(StaffSection queue) {
        StaffSection hours = queue.section("hours");
        hours.only("zone", "opens", "closes", "days");
        ZoneId zone = hours.value("zone", StaffHours::region, "is no time zone", "write one such as Europe/Berlin");
        LocalTime opens = hours.value("opens", LocalTime::parse, "is no time of day", "write one such as 09:00");
        LocalTime closes = hours.value("closes", LocalTime::parse, "is no time of day", "write one such as 18:00");
        if ((opens == null) != (closes == null) && hours.has("opens") != hours.has("closes")) {
            hours.error("it says only one of opens and closes", "write both, or neither for the desk's hours");
        }
        if (opens != null && closes != null && !opens.isBefore(closes)) {
            hours.error("it closes before it opens", "write opens and closes of one day, such as 09:00 and 18:00");
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (StaffSection.Text day : hours.list("days")) {
            try {
                days.add(DayOfWeek.valueOf(day.value().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                findings.error(
                        day.line(),
                        hours.path() + ".days",
                        "'" + day.value() + "' is no day of the week",
                        "write it in English, such as monday");
            }
        }
        if (hours.has("days") && hours.list("days").isEmpty()) {
            hours.error("it names no day", "name the days of the week, or leave days out for the desk's");
        }
        Set<LocalDate> holidays = new LinkedHashSet<>();
        Set<String> countries = new LinkedHashSet<>();
        for (StaffSection.Text holiday : queue.list("holidays")) {
            if (COUNTRIES.contains(holiday.value())) {
                countries.add(holiday.value());
                continue;
            }
            try {
                holidays.add(LocalDate.parse(holiday.value()));
            } catch (DateTimeException e) {
                findings.error(
                        holiday.line(),
                        queue.path() + ".holidays",
                        "'" + holiday.value() + "' is neither a day nor a country",
                        "write a day such as 2026-12-25, or the two letters of a country whose public holidays are kept,"
                                + " such as DE");
            }
        }
        boolean own = zone != null || opens != null || !days.isEmpty() || !holidays.isEmpty() || !countries.isEmpty();
        return own ? new QueueHours(zone, opens, closes, days, holidays, countries) : null;
    }

    /** An offset such as +02:00 knows no summer time. */
    private static ZoneId region(String text) {
        if (!ZoneId.getAvailableZoneIds().contains(text)) {
            throw new DateTimeException(text);
        }
        return ZoneId.of(text);
    }
}
