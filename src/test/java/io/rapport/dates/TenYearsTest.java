package io.rapport.dates;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.FestivalDay;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.core.io.ClassPathResource;

@DisplayName("Over ten years, however seldom somebody looks")
class TenYearsTest {

    @RegisterExtension
    static final DatesFixture dates = new DatesFixture(new ClassPathResource("dates/care.yaml"));

    private static final Instant BEGIN = Instant.parse("2026-11-15T00:00:00Z");
    private static final Instant END = Instant.parse("2036-11-15T00:00:00Z");

    /** Each moment that there should be: entry, customer and when. */
    private final Map<String, Instant> expected = new TreeMap<>();

    private void expect(String entry, String customer, String zone, LocalDate day, String at) {
        Instant moment = day.atTime(LocalTime.parse(at)).atZone(ZoneId.of(zone)).toInstant();
        if (moment.isAfter(BEGIN) && !moment.isAfter(END)) {
            expected.put("date." + entry + " " + customer + " " + day, moment);
        }
    }

    private void born(String customer, String zone, int month, int day, boolean leapDayInMarch) {
        for (int year = 2026; year <= 2036; year++) {
            boolean none = month == 2 && day == 29 && !LocalDate.of(year, 1, 1).isLeapYear();
            LocalDate date = none
                    ? LocalDate.of(year, leapDayInMarch ? 3 : 2, leapDayInMarch ? 1 : 28)
                    : LocalDate.of(year, month, day);
            expect("birthday", customer, zone, date, "09:00");
        }
    }

    private void festival(String entry, String customer, String zone, String day, String at) {
        FestivalDay festival = FestivalDay.parse(day).orElseThrow();
        LocalDate.of(2026, 11, 1)
                .datesUntil(LocalDate.of(2036, 12, 1))
                .filter(festival::isOn)
                .forEach(date -> expect(entry, customer, zone, date, at));
    }

    private static void customer(String id, String birthday, String zone, String locale) {
        dates.customer(id, birthday, zone);
        dates.speaks(id, locale);
    }

    @Test
    @DisplayName("each birthday, anniversary and festival comes once a year, at its hour where the customer lives")
    void eachOnce() {
        dates.at(BEGIN.toString());
        customer("shanghai", "1986-04-17", "Asia/Shanghai", "zh-CN");
        born("shanghai", "Asia/Shanghai", 4, 17, false);
        customer("leapling", "1992-02-29", "Europe/Berlin", "de-DE");
        born("leapling", "Europe/Berlin", 2, 29, false);
        customer("leaplingOfMarch", "1992-02-29", "Europe/London", "en-GB");
        born("leaplingOfMarch", "Europe/London", 2, 29, true);
        customer("leaplingWithoutYear", "--02-29", "Asia/Hong_Kong", "zh-HK");
        born("leaplingWithoutYear", "Asia/Hong_Kong", 2, 29, true);
        customer("silvester", "--12-31", "America/Los_Angeles", "en-US");
        born("silvester", "America/Los_Angeles", 12, 31, false);
        dates.order("o1", "shanghai", "2024-02-29T03:00:00Z");
        for (int year = 2026; year <= 2036; year++) {
            LocalDate date = LocalDate.of(year, 2, LocalDate.of(year, 1, 1).isLeapYear() ? 29 : 28);
            expect("first-order-anniversary", "shanghai", "Asia/Shanghai", date, "10:00");
        }
        for (String entry : new String[] {"spring-festival lunar 01-01", "mid-autumn lunar 08-15"}) {
            String name = entry.substring(0, entry.indexOf(' '));
            String day = entry.substring(entry.indexOf(' ') + 1);
            festival(name, "shanghai", "Asia/Shanghai", day, "09:00");
            festival(name, "leaplingWithoutYear", "Asia/Hong_Kong", day, "09:00");
        }
        festival("new-year", "leapling", "Europe/Berlin", "01-01", "11:00");
        festival("new-year", "leaplingOfMarch", "Europe/London", "01-01", "11:00");
        festival("new-year", "silvester", "America/Los_Angeles", "01-01", "11:00");

        Random random = new Random(15);
        for (Instant now = BEGIN; now.isBefore(END); ) {
            now = now.plus(Duration.ofMinutes(60 + random.nextInt(25 * 24 * 60)));
            dates.at((now.isAfter(END) ? END : now).toString());
            // looked at twice, it is the same
            dates.at((now.isAfter(END) ? END : now).toString());
        }

        Map<String, Instant> raised = new TreeMap<>();
        dates.jdbc()
                .sql(
                        """
                select type || ' ' || customer_id || ' ' || (data ->> 'date') as what, occurred_at, count(*) over (
                           partition by type, customer_id, data ->> 'date') as times
                from rapport.inbox_event""")
                .query(rs -> {
                    assertThat(rs.getInt("times")).as(rs.getString("what")).isOne();
                    raised.put(
                            rs.getString("what"), rs.getTimestamp("occurred_at").toInstant());
                });
        assertThat(raised).isEqualTo(expected).hasSizeGreaterThan(110);
    }
}
