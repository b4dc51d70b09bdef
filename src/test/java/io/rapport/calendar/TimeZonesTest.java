package io.rapport.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A time zone")
class TimeZonesTest {

    private static final Instant WINTER = Instant.parse("2026-01-15T12:00:00Z");
    private static final Instant SUMMER = Instant.parse("2026-07-15T12:00:00Z");

    @ParameterizedTest(name = "{0}: {1} in winter, {2} in summer")
    @CsvSource({
        "Europe/London,    +00:00, +01:00",
        "US/Pacific,       -08:00, -07:00",
        "GMT,              +00:00, +00:00",
        "UTC,              +00:00, +00:00",
        // names of the database that Java only knows as abbreviations; no daylight saving there
        "EST,              -05:00, -05:00",
        "MST,              -07:00, -07:00",
        "HST,              -10:00, -10:00",
        "EST5EDT,          -05:00, -04:00",
    })
    @DisplayName("is known by each name of the IANA database")
    void known(String name, String winter, String summer) {
        ZoneId zone = TimeZones.find(name).orElseThrow();
        assertThat(zone.getRules().getOffset(WINTER)).isEqualTo(ZoneOffset.of(winter));
        assertThat(zone.getRules().getOffset(SUMMER)).isEqualTo(ZoneOffset.of(summer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Z", "+02:00", "UTC+2", "europe/london", "Europe/Atlantis", "SystemV/PST8", "PST"})
    @DisplayName("is nothing else: no offset, no abbreviation of Java's own")
    void unknown(String name) {
        assertThat(TimeZones.find(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Shanghai, CN",
        "Asia/Calcutta, IN",
        "Asia/Almaty, KZ",
        "Asia/Kamchatka, RU",
        "Europe/Belfast, GB",
        "Europe/Brussels, BE",
        "Europe/Lisbon, PT",
        "Europe/Prague, CZ",
        "Europe/Zagreb, HR",
        "Europe/Tirane, AL",
        "Europe/Chisinau, MD",
        "Europe/Malta, MT",
        "Atlantic/Canary, ES",
        "America/Kentucky/Louisville, US",
        "America/Toronto, CA",
        "Pacific/Easter, CL",
        "Australia/Eucla, AU",
        "Africa/Cairo, EG",
        "Africa/Ceuta, ES",
        "Indian/Mauritius, MU",
    })
    @DisplayName("tells the country")
    void country(String zone, String country) {
        assertThat(Countries.of(null, ZoneId.of(zone))).isEqualTo(country);
    }
}
