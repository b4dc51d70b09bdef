package io.rapport.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Public holidays")
class PublicHolidaysTest {

    private final Holidays holidays = new PublicHolidays();

    @ParameterizedTest(name = "{1} in {0}: {2}")
    @CsvSource({
        "CN, 2026-01-01, true",
        // Spring Festival 2026 is on 17 February, from its eve on; 2025 on 29 January, 2033 on 31 January
        "CN, 2026-02-15, false",
        "CN, 2026-02-16, true",
        "CN, 2026-02-17, true",
        "CN, 2026-02-19, true",
        "CN, 2026-02-20, false",
        "CN, 2025-01-28, true",
        "CN, 2033-01-31, true",
        // Qingming, Dragon Boat and Mid-Autumn
        "CN, 2026-04-05, true",
        "CN, 2025-04-04, true",
        "CN, 2026-06-19, true",
        "CN, 2025-05-31, true",
        "CN, 2026-09-25, true",
        "CN, 2025-10-06, true",
        "CN, 2026-02-18, true",
        "CN, 2026-05-01, true",
        "CN, 2026-05-02, true",
        "CN, 2026-05-03, false",
        "CN, 2026-10-01, true",
        "CN, 2026-10-03, true",
        "CN, 2026-10-04, false",
        "CN, 2026-12-25, false",
        "GB, 2026-12-25, true",
        "GB, 2026-03-03, false",
        // on a Saturday, made up for on the Monday after it
        "GB, 2026-12-26, true",
        "GB, 2026-12-28, true",
        "GB, 2027-12-25, true",
        "US, 2026-07-04, true",
        // moved from a Thursday to the Monday after it
        "CO, 2026-06-29, true",
        "CO, 2026-08-20, false",
        "US, 2026-11-26, true",
        "DE, 2026-10-03, true",
        // observed by custom, and no day off
        "US, 2026-02-14, false",
        // Bavaria's, not Germany's
        "DE, 2026-08-15, false",
        // nothing is known of it
        "AQ, 2026-12-25, false",
    })
    void days(String country, LocalDate date, boolean holiday) {
        assertThat(holidays.isHoliday(date, country)).isEqualTo(holiday);
    }

    @Test
    @DisplayName("China has thirteen statutory days, a day less where two fall together, in each year to come")
    void thirteen() {
        for (int year = 2025; year <= 2060; year++) {
            assertThat(ChineseHolidays.in(year)).as("%s", year).hasSizeBetween(12, 13);
        }
    }

    @Test
    @DisplayName("They are known to several who ask at once when nobody has asked before")
    void atOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (URLClassLoader classes = freshClasses()) {
            Class<?> fresh = classes.loadClass(PublicHolidays.class.getName());
            Object first = fresh.getConstructor().newInstance();
            Method isHoliday = fresh.getMethod("isHoliday", LocalDate.class, String.class);
            CountDownLatch together = new CountDownLatch(1);
            List<Future<Object>> answers = new ArrayList<>();
            for (String country : List.of("DE", "FR", "GB", "US")) {
                answers.add(threads.submit(() -> {
                    Thread.currentThread().setContextClassLoader(classes);
                    together.await();
                    return isHoliday.invoke(first, LocalDate.of(2026, 12, 25), country);
                }));
            }
            together.countDown();
            for (Future<Object> answer : answers) {
                assertThat(answer.get()).isEqualTo(true);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** @return all classes, as if nobody had used them yet */
    private static URLClassLoader freshClasses() throws IOException {
        List<URL> places = new ArrayList<>();
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator)) {
            places.add(Path.of(place).toUri().toURL());
        }
        return new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @Test
    @DisplayName("Where no country is known, no day is one")
    void unknown() {
        assertThat(holidays.isHoliday(LocalDate.of(2026, 12, 25), null)).isFalse();
    }

    @Test
    @DisplayName("The country is where the customer's clock is, or else what the language is of")
    void countries() {
        assertThat(Countries.of(Locale.forLanguageTag("en-GB"), ZoneId.of("Asia/Shanghai")))
                .isEqualTo("CN");
        assertThat(Countries.of(Locale.forLanguageTag("en-GB"), ZoneId.of("UTC")))
                .isEqualTo("GB");
        assertThat(Countries.of(Locale.ENGLISH, ZoneId.of("UTC"))).isNull();
        assertThat(Countries.of(null, null)).isNull();
        assertThat(Countries.zones()).allSatisfy((zone, country) -> {
            assertThat(ZoneId.of(zone)).isNotNull();
            assertThat(Set.of(Locale.getISOCountries())).contains(country);
        });
    }
}
