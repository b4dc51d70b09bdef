package io.rapport.dates;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.inbox.DateEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A date of customers is due")
class DueDayTest {

    private static DateEvent event(boolean yearly, int days, String at) {
        return new DateEvent("any", "birthday", yearly, days, LocalTime.parse(at), Duration.ofDays(1));
    }

    private static DueDay day(boolean yearly, int days, String at, String date) {
        return new DueDay(event(yearly, days, at), LocalDate.parse(date));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 09:00, 2027-04-17, Asia/Shanghai, 2027-04-17T01:00:00Z",
        "0, 09:00, 2027-04-17, America/Los_Angeles, 2027-04-17T16:00:00Z",
        "0, 09:00, 2027-04-17, Pacific/Kiritimati, 2027-04-16T19:00:00Z",
        "-7, 09:00, 2027-01-03, UTC, 2026-12-27T09:00:00Z",
        "30, 00:00, 2027-12-15, Asia/Kolkata, 2028-01-13T18:30:00Z",
    })
    @DisplayName("so many days before or after it, at the time on the customer's own clock")
    void moment(int days, String at, String date, String zone, Instant moment) {
        assertThat(day(true, days, at, date).moment(ZoneId.of(zone))).isEqualTo(moment);
    }

    @Test
    @DisplayName("once on the day on which clocks are put back, and as late as is left out when they are put forward")
    void daylightSaving() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertThat(day(true, 0, "02:30", "2027-03-28").moment(berlin))
                .as("there is no 02:30 that night: it is 03:30")
                .isEqualTo("2027-03-28T01:30:00Z");
        assertThat(day(true, 0, "02:30", "2027-10-31").moment(berlin))
                .as("the first of two")
                .isEqualTo("2027-10-31T00:30:00Z");
    }

    private static DateEvent yearly(String... leapDayOnMarch1) {
        return new DateEvent(
                "any", "birthday", true, 0, LocalTime.of(9, 0), Duration.ofDays(1), Set.of(leapDayOnMarch1));
    }

    private static List<Integer> monthDays(DateEvent event, String date) {
        return new DueDay(event, LocalDate.parse(date)).monthDays(event);
    }

    @Test
    @DisplayName("on 28 February in years without a leap day for those who were born on it")
    void leapDay() {
        assertThat(monthDays(yearly(), "2027-02-28")).containsExactly(228, 229);
        assertThat(monthDays(yearly(), "2028-02-28")).containsExactly(228);
        assertThat(monthDays(yearly(), "2028-02-29")).containsExactly(229);
        assertThat(monthDays(yearly(), "2027-03-01")).containsExactly(301);
        assertThat(monthDays(yearly(), "2100-02-28"))
                .as("no leap year, though it is divided by four")
                .containsExactly(228, 229);
        assertThat(monthDays(event(false, 0, "09:00"), "2027-02-28"))
                .as("a date that comes once is the date itself")
                .containsExactly(228);
    }

    @Test
    @DisplayName("on 1 March in those years where the entry names the region, and nowhere on both days")
    void leapDayOnMarch1() {
        DateEvent event = yearly("GB", "HK");
        assertThat(monthDays(event, "2027-03-01")).containsExactly(301, 229);
        assertThat(monthDays(event, "2028-03-01")).containsExactly(301);
        DueDay february = new DueDay(event, LocalDate.parse("2027-02-28"));
        DueDay march = new DueDay(event, LocalDate.parse("2027-03-01"));
        for (String region : new String[] {"GB", "HK", "DE", null}) {
            boolean inMarch = "GB".equals(region) || "HK".equals(region);
            assertThat(march.isLeapDayIn(event, region)).as(region).isEqualTo(inMarch);
            assertThat(february.isLeapDayIn(event, region)).as(region).isEqualTo(!inMarch);
        }
    }

    @Test
    @DisplayName("yearly from the first anniversary on, of an unknown year each year; once in its own year")
    void years() {
        DateEvent event = yearly();
        DueDay yearly = new DueDay(event, LocalDate.parse("2027-04-17"));
        assertThat(yearly.concerns(event, 1986)).isTrue();
        assertThat(yearly.concerns(event, null)).isTrue();
        assertThat(yearly.concerns(event, 2027)).as("the day of birth itself").isFalse();
        assertThat(yearly.concerns(event, 2030)).isFalse();
        DateEvent single = event(false, -30, "09:00");
        DueDay once = new DueDay(single, LocalDate.parse("2027-04-17"));
        assertThat(once.concerns(single, 2027)).isTrue();
        assertThat(once.concerns(single, 2026)).isFalse();
        assertThat(once.concerns(single, null)).isFalse();
    }

    @Test
    @DisplayName("on days that are looked at wherever it is that day on earth")
    void days() {
        DateEvent event = event(true, -7, "09:00");
        List<DueDay> days =
                DueDay.between(event, Instant.parse("2027-04-17T11:00:00Z"), Instant.parse("2027-04-17T11:01:00Z"));
        assertThat(days)
                .extracting(day -> day.date().toString())
                .containsExactly("2027-04-23", "2027-04-24", "2027-04-25");
    }

    @Test
    @DisplayName("at quarters of an hour, as clocks on earth differ; between them nobody is looked for")
    void quarters() {
        DateEvent event = event(true, 0, "09:07");
        assertThat(DueDay.mayBeDue(event, Instant.parse("2027-04-17T11:06:59Z"), Instant.parse("2027-04-17T11:07:00Z")))
                .isTrue();
        assertThat(DueDay.mayBeDue(event, Instant.parse("2027-04-17T11:07:00Z"), Instant.parse("2027-04-17T11:21:59Z")))
                .isFalse();
        assertThat(DueDay.mayBeDue(event, Instant.parse("2027-04-17T11:07:00Z"), Instant.parse("2027-04-17T11:22:00Z")))
                .as("Kathmandu, Chatham")
                .isTrue();
    }
}
