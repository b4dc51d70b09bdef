package io.rapport.dates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A schedule raises its event, about itself and no customer")
class SchedulesTest {

    @RegisterExtension
    static final DatesFixture dates = new DatesFixture();

    private static final String MONTH_END = "schedule.month-end";

    @Test
    @DisplayName("at its moments on the clock of its zone, each once, ahead of what may wait")
    void moments() {
        dates.at("2027-03-01T00:00:00Z");
        dates.at("2027-03-31T06:59:59Z");
        assertThat(dates.raised(MONTH_END)).isEmpty();
        dates.at("2027-03-31T07:00:00Z");
        dates.at("2027-03-31T07:00:10Z");
        assertThat(dates.raised(MONTH_END)).containsExactly("schedule:month-end 2027-03-31T09:00:00+02:00");
        assertThat(dates.jdbc()
                        .sql("select priority || state from rapport.inbox_event where type = :type")
                        .param("type", MONTH_END)
                        .query(String.class)
                        .single())
                .isEqualTo("0waiting");
    }

    @Test
    @DisplayName("after downtime within its window, several missed moments once for the latest; else it lets go")
    void downtime() {
        dates.at("2027-03-01T00:00:00Z");
        dates.at("2027-04-02T00:00:00Z");
        assertThat(dates.raised(MONTH_END)).containsExactly("schedule:month-end 2027-03-31T09:00:00+02:00");
        assertThat(dates.raised("schedule.every-night"))
                .as("30 nights were missed, and are let go")
                .isEmpty();
        dates.at("2027-05-10T00:00:00Z");
        assertThat(dates.raised(MONTH_END)).as("ten days ago").hasSize(1);
    }

    @Test
    @DisplayName("once a night also when clocks change")
    void daylightSaving() {
        dates.at("2027-03-27T12:00:00Z");
        for (int minute = 0; minute < 60 * 48; minute += 10) {
            dates.at("2027-03-27T12:00:00Z", minute);
        }
        assertThat(dates.raised("schedule.every-night"))
                .as("there is no 02:30 in the first of these nights: it is 03:30")
                .containsExactly(
                        "schedule:every-night 2027-03-28T03:30:00+02:00",
                        "schedule:every-night 2027-03-29T02:30:00+02:00");
        dates.at("2027-10-30T12:00:00Z");
        for (int minute = 0; minute < 60 * 48; minute += 10) {
            dates.at("2027-10-30T12:00:00Z", minute);
        }
        assertThat(dates.raised("schedule.every-night").subList(2, 4))
                .as("the first of two")
                .containsExactly(
                        "schedule:every-night 2027-10-31T02:30:00+02:00",
                        "schedule:every-night 2027-11-01T02:30:00+01:00");
        assertThat(dates.raised("schedule.every-night")).hasSize(4);
    }

    @Test
    @DisplayName("not for a moment before it was there")
    void newSchedule() {
        dates.at("2027-03-31T07:00:10Z");
        dates.at("2027-03-31T07:00:20Z");
        assertThat(dates.raised(MONTH_END)).isEmpty();
    }
}
