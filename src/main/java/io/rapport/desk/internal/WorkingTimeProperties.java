package io.rapport.desk.internal;

import io.rapport.calendar.WorkingTime;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When the desk is open: {@code rapport.working-time.*}.
 *
 * @param zone the desk's time zone
 * @param opens such as 09:00
 * @param closes such as 18:00
 * @param days of the week
 * @param holidays single days, such as 2026-12-25
 * @param countries ISO 3166 codes of the countries whose public holidays are kept
 */
@ConfigurationProperties("rapport.working-time")
record WorkingTimeProperties(
        @DefaultValue("UTC") ZoneId zone,
        @DefaultValue("09:00") LocalTime opens,
        @DefaultValue("18:00") LocalTime closes,
        @DefaultValue({"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"}) Set<DayOfWeek> days,
        @DefaultValue Set<LocalDate> holidays,
        @DefaultValue Set<String> countries) {

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    /** @throws IllegalArgumentException if one of the countries is none */
    WorkingTimeProperties {
        countries.stream().filter(code -> !COUNTRIES.contains(code)).findAny().ifPresent(code -> {
            throw new IllegalArgumentException(
                    "rapport.working-time.countries: '" + code + "' is no country; write two letters such as DE");
        });
    }

    WorkingTime toWorkingTime() {
        return new WorkingTime(zone, opens, closes, days, holidays, countries);
    }
}
