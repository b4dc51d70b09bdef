package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.calendar.FestivalDay;
import io.rapport.inbox.AttributeType;
import io.rapport.inbox.DateEvent;
import io.rapport.inbox.FestivalEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("processes/dates.yaml")
class DatesFileTest {

    private static final Map<String, AttributeType> ATTRIBUTES =
            Map.of("contractEnd", AttributeType.DATE, "segment", AttributeType.TEXT);

    private final List<FileFault> faults = new ArrayList<>();

    private DatesFile read(String text) {
        return DatesFileReader.read(DatesFile.PATH, text.getBytes(StandardCharsets.UTF_8), ATTRIBUTES, faults);
    }

    private static String date(String fields) {
        return "dates:\n  any:\n    " + fields.replace("; ", "\n    ");
    }

    @Test
    @DisplayName("names dates and schedules, each of which raises an event type of its own")
    void entries() {
        DatesFile file = read(
                """
                dates:
                  birthday:
                    title: Birthday
                    of: birthday
                    repeat: yearly
                    days: -7
                    at: '09:00'
                    after-downtime: catch-up P2D
                  contract-ends: {of: attributes.contractEnd, repeat: once, at: '10:30', after-downtime: let-go}
                schedules:
                  month-end: {cron: 0 9 L * *, zone: Europe/Berlin, after-downtime: catch-up PT6H}
                """);
        assertThat(faults).isEmpty();
        assertThat(file.dates())
                .containsExactly(
                        new DateEvent("birthday", "birthday", true, -7, LocalTime.of(9, 0), Duration.ofDays(2)),
                        new DateEvent(
                                "contract-ends",
                                "attributes.contractEnd",
                                false,
                                0,
                                LocalTime.of(10, 30),
                                DatesFile.LET_GO));
        assertThat(file.schedules()).singleElement().satisfies(schedule -> {
            assertThat(schedule.subject()).hasToString("schedule:month-end");
            assertThat(schedule.latest()).isEqualTo(Duration.ofHours(6));
            assertThat(schedule.cron().next(ZonedDateTime.of(2027, 2, 3, 0, 0, 0, 0, ZoneId.of("Europe/Berlin"))))
                    .isEqualTo("2027-02-28T09:00+01:00[Europe/Berlin]");
        });
        assertThat(file.startWindow("date.birthday")).contains(Duration.ofDays(2));
        assertThat(file.startWindow("schedule.month-end")).contains(Duration.ofHours(6));
        assertThat(file.startWindow("date.contract-ends"))
                .as("what was raised in time is not let go")
                .isEmpty();
        assertThat(file.startWindow("order.placed")).isEmpty();
        assertThat(file.messages().fieldNames())
                .toIterable()
                .containsExactly("date.birthday", "date.contract-ends", "schedule.month-end");
        assertThat(file.messages().at("/date.birthday/title").asText()).isEqualTo("Birthday");
        assertThat(file.messages().at("/date.contract-ends/title").asText()).isEqualTo("contract-ends");
    }

    @Test
    @DisplayName(
            "names festivals of regions, by the common calendar or the Chinese one, and where the leap day is in March")
    void festivals() {
        DatesFile file = read(
                """
                dates:
                  birthday: {of: birthday, repeat: yearly, at: '09:00', after-downtime: let-go, leap-day-on-march-1: [GB, NO]}
                  first: {of: first-order, repeat: yearly, at: '09:00', after-downtime: let-go}
                festivals:
                  moon: {title: Moon, day: lunar 08-15, regions: [CN, SG], days: -1, at: '09:00', after-downtime: catch-up P1D}
                  new-year: {day: 01-01, regions: [DE], at: '11:00', after-downtime: let-go}
                """);
        assertThat(faults).isEmpty();
        assertThat(file.dates().get(0).leapDayOnMarch1()).containsExactlyInAnyOrder("GB", "NO");
        assertThat(file.dates().get(1).of()).isEqualTo(DateEvent.FIRST_ORDER);
        assertThat(file.festivals())
                .containsExactly(
                        new FestivalEvent(
                                "moon",
                                new FestivalDay(true, 8, 15),
                                Set.of("CN", "SG"),
                                -1,
                                LocalTime.of(9, 0),
                                Duration.ofDays(1)),
                        new FestivalEvent(
                                "new-year",
                                new FestivalDay(false, 1, 1),
                                Set.of("DE"),
                                0,
                                LocalTime.of(11, 0),
                                DatesFile.LET_GO));
        assertThat(file.messages().fieldNames())
                .toIterable()
                .containsExactly("date.birthday", "date.first", "date.moon", "date.new-year");
        assertThat(file.messages().at("/date.moon/summary").asText())
                .contains("1 day before it", "lunar 08-15", "CN, SG");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{regions: [CN], at: '09:00', after-downtime: let-go} | any.day | it is missing",
                "{day: lunar 08-30, regions: [CN], at: '09:00', after-downtime: let-go} | any.day | 'lunar 08-30' is no day that comes each year",
                "{day: '02-29', regions: [GB], at: '09:00', after-downtime: let-go} | any.day | '02-29' is no day that comes each year",
                "{day: '13-01', regions: [GB], at: '09:00', after-downtime: let-go} | any.day | '13-01' is no day that comes each year",
                "{day: '12-25', at: '09:00', after-downtime: let-go} | any.regions | it names no region",
                "{day: '12-25', regions: [GB, England, uk], at: '09:00', after-downtime: let-go} | any.regions | 'England', 'uk' is no region of ISO 3166",
                "{day: '12-25', regions: [GB], repeat: yearly, at: '09:00', after-downtime: let-go} | any.repeat | there is no such field",
            })
    @DisplayName("refuses festivals that do not come each year, or are nobody's")
    void festivalFaults(String entry, String place, String problem) {
        assertThat(read("festivals:\n  any: " + entry).festivals()).isEmpty();
        assertThat(faults).singleElement().satisfies(fault -> {
            assertThat(fault.place()).isEqualTo("festivals." + place);
            assertThat(fault.problem()).isEqualTo(problem);
            assertThat(fault.fix()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "", "' '", "'\u200b'"})
    @DisplayName("refuses titles of which nothing is to be seen; those that are live already are called by their names")
    void blankTitles(String title) {
        DatesFile file = read(
                """
                dates:
                  any:
                    title: %s
                    of: birthday
                    repeat: yearly
                    at: '09:00'
                    after-downtime: let-go
                festivals:
                  moon:
                    title: %s
                    day: lunar 08-15
                    regions: [CN]
                    at: '09:00'
                    after-downtime: let-go
                """
                        .formatted(title, title));
        assertThat(faults)
                .extracting(FileFault::place, FileFault::problem)
                .containsExactly(tuple("dates.any.title", "it is empty"), tuple("festivals.moon.title", "it is empty"));
        assertThat(file.messages().at("/date.any/title").asText()).isEqualTo("any");
        assertThat(file.messages().at("/date.moon/title").asText()).isEqualTo("moon");
    }

    @Test
    @DisplayName("refuses a festival of a date's name, and a leap day of what comes once")
    void festivalOfADatesName() {
        read(
                """
                dates:
                  any: {of: birthday, repeat: yearly, at: '09:00', after-downtime: let-go}
                  ends: {of: attributes.contractEnd, repeat: once, at: '09:00', after-downtime: let-go, leap-day-on-march-1: [GB]}
                festivals:
                  any: {day: '12-25', regions: [GB], at: '09:00', after-downtime: let-go}
                """);
        assertThat(faults)
                .extracting(FileFault::place)
                .containsExactly("dates.ends.leap-day-on-march-1", "festivals.any");
    }

    @Test
    @DisplayName("may be empty")
    void empty() {
        assertThat(read("")).isEqualTo(DatesFile.NONE);
        assertThat(read("# nothing yet\n")).isEqualTo(DatesFile.NONE);
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "of: name; repeat: yearly; at: '09:00'; after-downtime: let-go | dates.any.of | 'name' is no date of customers",
                "of: attributes.segment; repeat: once; at: '09:00'; after-downtime: let-go | dates.any.of | 'attributes.segment' is no date of customers",
                "of: attributes.unknown; repeat: once; at: '09:00'; after-downtime: let-go | dates.any.of | 'attributes.unknown' is no date of customers",
                "repeat: yearly; at: '09:00'; after-downtime: let-go | dates.any.of | it does not say whose date it is",
                "of: birthday; at: '09:00'; after-downtime: let-go | dates.any.repeat | it is missing",
                "of: birthday; repeat: monthly; at: '09:00'; after-downtime: let-go | dates.any.repeat | 'monthly' is none",
                "of: birthday; repeat: monthly; at: '09:00'; after-downtime: let-go; leap-day-on-march-1: [GB] | dates.any.repeat | 'monthly' is none",
                "of: birthday; repeat: once; at: '09:00'; after-downtime: let-go; leap-day-on-march-1: [GB] | dates.any.repeat | a birthday comes each year",
                "of: birthday; repeat: once; at: '09:00'; after-downtime: let-go | dates.any.repeat | a birthday comes each year",
                "of: birthday; repeat: yearly; at: '9:00'; after-downtime: let-go | dates.any.at | '9:00' is no time of day",
                "of: birthday; repeat: yearly; at: '24:00'; after-downtime: let-go | dates.any.at | '24:00' is no time of day",
                "of: birthday; repeat: yearly; after-downtime: let-go | dates.any.at | it is missing",
                "of: birthday; repeat: yearly; at: '09:00' | dates.any.after-downtime | it is missing",
                "of: birthday; repeat: yearly; at: '09:00'; after-downtime: catch-up P2M | dates.any.after-downtime | 'catch-up P2M' is none",
                "of: birthday; repeat: yearly; at: '09:00'; after-downtime: catch-up P0D | dates.any.after-downtime | 'catch-up P0D' is none",
                "of: birthday; repeat: yearly; at: '09:00'; after-downtime: catch-up P31D | dates.any.after-downtime | 'catch-up P31D' is none",
                "of: birthday; repeat: yearly; at: '09:00'; days: seven; after-downtime: let-go | dates.any.days | it is no whole number from -366 to 366",
                "of: birthday; repeat: yearly; at: '09:00'; days: 400; after-downtime: let-go | dates.any.days | it is no whole number from -366 to 366",
                "of: birthday; repeat: yearly; at: '09:00'; day: 4; after-downtime: let-go | dates.any.day | there is no such field",
            })
    @DisplayName("is refused with the field, what is wrong and what to write")
    void faults(String fields, String place, String problem) {
        DatesFile file = read(date(fields));
        assertThat(file.dates()).isEmpty();
        assertThat(faults).singleElement().satisfies(fault -> {
            assertThat(fault.place()).isEqualTo(place);
            assertThat(fault.problem()).isEqualTo(problem);
            assertThat(fault.fix()).isNotBlank();
        });
    }

    @Test
    @DisplayName("says which attributes are dates, where one is named that is none")
    void attributes() {
        read(date("of: attributes.contractStart; repeat: once; at: '09:00'; after-downtime: let-go"));
        assertThat(faults).singleElement().satisfies(fault -> assertThat(fault.fix())
                .contains("birthday or first-order or one of attributes.contractEnd", "format: date"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{zone: UTC, after-downtime: let-go} | schedules.any.cron",
                "{cron: 0 0 9 * * *, zone: UTC, after-downtime: let-go} | schedules.any.cron",
                "{cron: 0 9 31 2 *, zone: UTC, after-downtime: let-go} | schedules.any.cron",
                "{cron: every day, zone: UTC, after-downtime: let-go} | schedules.any.cron",
                "{cron: 0 9 1 * *, zone: Mars/Olympus, after-downtime: let-go} | schedules.any.zone",
                "{cron: 0 9 1 * *, zone: '+02:00', after-downtime: let-go} | schedules.any.zone",
                "{cron: 0 9 1 * *, zone: UTC} | schedules.any.after-downtime",
            })
    @DisplayName("refuses schedules that never come, or nobody's clock shows")
    void schedules(String entry, String place) {
        assertThat(read("schedules:\n  any: " + entry).schedules()).isEmpty();
        assertThat(faults).extracting(FileFault::place).containsExactly(place);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "60 9 1 * *     | '60' is no minute of a schedule           | write as the first field a minute from 0 to 59",
                "0 25 1 * *     | '25' is no hour of a schedule             | write as the second field an hour from 0 to 23",
                "0 9 32 * *     | '32' is no day of the month of a schedule | write as the third field a day from 1 to 31",
                "0 9 1 13 *     | '13' is no month of a schedule            | write as the fourth field a month from 1 to 12",
                "0 9 * * MONDAY | 'MONDAY' is no day of the week of a schedule | write as the fifth field a day MON to SUN",
                "0 9 * *        | '0 9 * *' has 4 fields                    | write the five fields minute, hour",
                "0 9 30 2 *     | '0 9 30 2 *' never comes: no month that it names has such a day | write a day of the month",
            })
    @DisplayName("names the field of a schedule that is wrong, and what it takes")
    void cronFields(String cron, String problem, String fix) {
        read("schedules:\n  any: {cron: '" + cron + "', zone: UTC, after-downtime: let-go}");
        assertThat(faults).singleElement().satisfies(fault -> {
            assertThat(fault.place()).isEqualTo("schedules.any.cron");
            assertThat(fault.problem()).isEqualTo(problem);
            assertThat(fault.fix()).startsWith(fix);
        });
    }

    @Test
    @DisplayName("names each field of a schedule that is wrong")
    void severalCronFields() {
        read("schedules:\n  any: {cron: 60 24 * 0 *, zone: UTC, after-downtime: let-go}");
        assertThat(faults)
                .extracting(FileFault::problem)
                .containsExactly(
                        "'60' is no minute of a schedule",
                        "'24' is no hour of a schedule",
                        "'0' is no month of a schedule");
    }

    @Test
    @DisplayName(
            "says the line of what is no YAML, of a tab, of a key that stands twice, and of a section without entries")
    void lines() {
        read("dates:\n  a:\n    of: [\n");
        read("dates:\n\ta: {}\n");
        read("dates:\n  a: {}\n  a: {}\n");
        read("dates: []\n");
        assertThat(faults)
                .extracting(FileFault::line, FileFault::problem)
                .satisfiesExactly(
                        one -> assertThat(one.toList().get(1).toString()).startsWith("it is no YAML: "),
                        one -> assertThat(one.toList()).containsExactly(2, "the line begins with a tab"),
                        one -> assertThat(one.toList()).containsExactly(3, "the key 'a' stands twice"),
                        one -> assertThat(one.toList().get(1)).isEqualTo("it has no entries"));
        assertThat(faults.get(0).line()).isBetween(3, 4);
    }

    @Test
    @DisplayName("is refused as a whole where it is no YAML, or names one twice")
    void noYaml() {
        assertThat(read("dates: [")).isEqualTo(DatesFile.NONE);
        assertThat(read("dates:\n  a: {}\n  a: {}\n")).isEqualTo(DatesFile.NONE);
        assertThat(read("birthdays: {}").dates()).isEmpty();
        assertThat(read("dates: {Contract End: {}}").dates()).isEmpty();
        assertThat(faults).extracting(FileFault::place).contains("", "birthdays", "dates.Contract End");
    }
}
