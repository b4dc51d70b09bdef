package io.rapport.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Any moment of six years, and often those around a change of daylight saving; any night. */
@DisplayName("Quiet hours, holidays and preferred hours")
class SendingHoursTest {

    private static final Instant BEGIN = Instant.parse("2023-01-01T00:00:00Z");
    private static final int MINUTES = 6 * 365 * 24 * 60;
    private static final QuietHours NIGHT = new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0));

    /** A customer's night, somewhere, and a moment. */
    record Case(ZoneId zone, QuietHours quiet, Instant now) {

        Instant plusMinutes(int minutes) {
            return now.plus(Duration.ofMinutes(minutes));
        }

        /** By the wall clock alone, written down anew: what is tested must not test itself. */
        boolean isQuiet(Instant moment) {
            LocalTime time = moment.atZone(zone).toLocalTime();
            LocalTime from = quiet.from();
            LocalTime until = quiet.until();
            return from.isBefore(until)
                    ? !time.isBefore(from) && time.isBefore(until)
                    : from.isAfter(until) && (!time.isBefore(from) || time.isBefore(until));
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<ZoneId> zones = Arbitraries.of("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe")
                .map(ZoneId::of);
        Arbitrary<LocalTime> times = Arbitraries.oneOf(
                // nights that end or begin where clocks are set
                Arbitraries.integers().between(0, 16).map(quarter -> LocalTime.MIDNIGHT.plusMinutes(15L * quarter)),
                Arbitraries.integers().between(0, 24 * 60 - 1).map(LocalTime.MIDNIGHT::plusMinutes));
        Arbitrary<Instant> moments =
                Arbitraries.integers().between(0, MINUTES).map(minute -> BEGIN.plus(Duration.ofMinutes(minute)));
        Arbitrary<Integer> seconds = Arbitraries.integers().between(-26 * 3600, 26 * 3600);
        return Combinators.combine(zones, times, times, moments, seconds).as((zone, from, until, moment, near) -> {
            ZoneOffsetTransition change = zone.getRules().nextTransition(moment);
            boolean around = change != null && Math.floorMod(near, 3) > 0;
            Instant now = around ? change.getInstant().plusSeconds(near) : moment;
            return new Case(zone, new QuietHours(from, until), now);
        });
    }

    @Property(tries = 4000)
    @Label("The first allowed moment is never in the past, never in the quiet, and none before it is allowed")
    void firstAllowed(@ForAll("cases") Case c) {
        Instant allowed = c.quiet().nextAllowed(c.now(), c.zone());

        assertThat(allowed).isAfterOrEqualTo(c.now());
        assertThat(c.isQuiet(allowed)).isFalse();
        for (Instant before = c.now(); before.isBefore(allowed); before = before.plusSeconds(300)) {
            assertThat(c.isQuiet(before)).as("%s, before %s", before, allowed).isTrue();
        }
        if (allowed.isAfter(c.now())) {
            assertThat(c.isQuiet(allowed.minusMillis(1))).isTrue();
        }
    }

    @Property(tries = 4000)
    @Label("What waits for the morning leaves in the day, in its place after the night, and never after its expiry")
    void afterTheNight(
            @ForAll("cases") Case c,
            @ForAll long place,
            @ForAll @IntRange(max = 180) int spread,
            @ForAll @IntRange(min = 1, max = 3000) int left) {
        SendingHours hours = new SendingHours(c.quiet(), Holidays.NONE, Duration.ofMinutes(spread));
        Instant expiry = c.plusMinutes(left);

        Instant until = hours.afterQuiet(c.now(), c.zone(), place, expiry);

        Instant open = c.quiet().nextAllowed(c.now(), c.zone());
        assertThat(until).isBetween(c.now(), expiry);
        if (open.isBefore(expiry)) {
            assertThat(c.isQuiet(until)).as("%s", until).isFalse();
            assertThat(until).isBetween(open, open.plus(Duration.ofMinutes(spread)));
        } else {
            assertThat(until).isEqualTo(expiry);
        }
        assertThat(hours.afterQuiet(c.now(), c.zone(), place, expiry)).isEqualTo(until);
    }

    @Property(tries = 4000)
    @Label(
            "Anyone who waits for the preferred hour is written to in it, outside the quiet, soon, and waits no more then")
    void preferredHour(
            @ForAll("cases") Case c,
            @ForAll long place,
            @ForAll @IntRange(max = 23) int hour,
            @ForAll @IntRange(min = 1, max = 6000) int left) {
        SendingHours hours = new SendingHours(c.quiet(), Holidays.NONE, Duration.ofMinutes(30));
        Instant expiry = c.plusMinutes(left);

        Optional<Instant> until = hours.preferred(c.now(), hour, c.zone(), place, expiry);

        until.ifPresent(moment -> {
            assertThat(moment).isAfter(c.now()).isBefore(expiry);
            assertThat(moment).isBefore(c.now().plus(Duration.ofHours(50)));
            assertThat(c.isQuiet(moment)).isFalse();
            assertThat(hours.preferred(moment, hour, c.zone(), place, expiry)).isEmpty();
            // an hour that was left out is the one after it
            boolean clockWasSet = !c.zone()
                    .getRules()
                    .getOffset(moment)
                    .equals(c.zone().getRules().getOffset(moment.minus(Duration.ofHours(2))));
            assertThat(moment.atZone(c.zone()).getHour() == hour || clockWasSet)
                    .as("%s for %s", moment, hour)
                    .isTrue();
        });
    }

    @Property(tries = 1500)
    @Label(
            "From evaluation to evaluation a message comes out of night, holidays and the wait for its hour, or to its expiry")
    void terminates(
            @ForAll("cases") Case c,
            @ForAll long place,
            @ForAll @IntRange(max = 23) int hour,
            @ForAll @IntRange(min = 1, max = 20_000) int left) {
        Holidays holidays = (date, country) -> date.getDayOfMonth() <= 7 || date.toEpochDay() % 3 == 0;
        SendingHours hours = new SendingHours(c.quiet(), holidays, Duration.ofMinutes(30));
        Instant expiry = c.plusMinutes(left);
        Instant at = c.now();
        int evaluations = 0;
        while (at.isBefore(expiry)) {
            Instant next;
            if (hours.isHoliday(at, c.zone(), "XX")) {
                next = hours.afterHoliday(at, c.zone(), "XX", place, expiry);
            } else if (c.quiet().isQuiet(at, c.zone())) {
                next = hours.afterQuiet(at, c.zone(), place, expiry);
            } else {
                next = hours.preferred(at, hour, c.zone(), place, expiry).orElse(null);
                if (next == null) {
                    return;
                }
            }
            assertThat(next).isAfter(at);
            at = next;
            assertThat(++evaluations).as("evaluations").isLessThan(60);
        }
    }

    @ParameterizedTest(name = "{0}, quiet {1} to {2}, at {3}: until {4}")
    @CsvSource({
        // an hour of the night comes twice: 01:00 to 02:00 in New York on 1 November 2026
        "America/New_York,    21:00, 01:30, 2026-11-01T05:10:00Z, 2026-11-01T05:30:00Z",
        "America/New_York,    21:00, 01:30, 2026-11-01T06:10:00Z, 2026-11-01T06:30:00Z",
        "America/New_York,    01:15, 01:45, 2026-11-01T06:20:00Z, 2026-11-01T06:45:00Z",
        // an hour is left out: 02:00 to 03:00 in New York on 8 March 2026; a night that would end in it ends before it
        "America/New_York,    21:00, 02:30, 2026-03-08T06:50:00Z, 2026-03-08T07:00:00Z",
        "America/New_York,    21:00, 08:00, 2026-03-08T06:50:00Z, 2026-03-08T12:00:00Z",
        // half an hour on Lord Howe: 02:00 becomes 01:30 on 5 April 2026, and 02:30 on 4 October
        "Australia/Lord_Howe, 22:00, 01:45, 2026-04-04T14:40:00Z, 2026-04-04T14:45:00Z",
        "Australia/Lord_Howe, 22:00, 01:45, 2026-04-04T15:05:00Z, 2026-04-04T15:15:00Z",
        "Australia/Lord_Howe, 22:00, 02:15, 2026-10-03T15:20:00Z, 2026-10-03T15:30:00Z",
        "Asia/Shanghai,       21:00, 08:00, 2026-03-03T14:13:00Z, 2026-03-04T00:00:00Z",
        // a rest at noon, and no quiet at all
        "Asia/Shanghai,       12:00, 14:00, 2026-03-03T04:30:00Z, 2026-03-03T06:00:00Z",
        "Asia/Shanghai,       08:00, 08:00, 2026-03-03T04:30:00Z, 2026-03-03T04:30:00Z",
    })
    void endsOfNights(ZoneId zone, LocalTime from, LocalTime until, Instant now, Instant allowed) {
        assertThat(new QuietHours(from, until).nextAllowed(now, zone)).isEqualTo(allowed);
    }

    @Test
    @DisplayName("A thousand messages that waited for one morning leave evenly over the span")
    void spread() {
        SendingHours hours = new SendingHours(NIGHT, Holidays.NONE, Duration.ofMinutes(30));
        ZoneId zone = ZoneId.of("Asia/Shanghai");
        Instant night = Instant.parse("2026-03-03T19:00:00Z");
        Instant morning = Instant.parse("2026-03-04T00:00:00Z");

        List<Long> minutes = LongStream.range(0, 1000)
                .map(place -> Duration.between(
                                morning, hours.afterQuiet(night, zone, place, night.plus(Duration.ofDays(2))))
                        .toMinutes())
                .boxed()
                .toList();

        assertThat(minutes).allMatch(minute -> minute >= 0 && minute < 30);
        for (long minute = 0; minute < 30; minute++) {
            long each = minute;
            assertThat(minutes.stream().filter(m -> m == each).count()).isBetween(10L, 70L);
        }
    }

    @Test
    @DisplayName("After a holiday it goes on in the morning of the next day that is none")
    void holiday() {
        LocalDate christmas = LocalDate.of(2026, 12, 25);
        Holidays holidays = (date, country) ->
                country.equals("GB") && (date.equals(christmas) || date.equals(christmas.plusDays(1)));
        SendingHours hours = new SendingHours(NIGHT, holidays, Duration.ZERO);
        Instant noon = Instant.parse("2026-12-25T12:00:00Z");

        assertThat(hours.afterHoliday(noon, ZoneId.of("Europe/London"), "GB", 1, noon.plus(Duration.ofDays(9))))
                .isEqualTo("2026-12-27T08:00:00Z");
    }

    @Test
    @DisplayName("The preferred hour is today's if it is to come, else tomorrow's; in it, and for none, nobody waits")
    void preferred() {
        SendingHours hours = new SendingHours(NIGHT, Holidays.NONE, Duration.ZERO);
        ZoneId zone = ZoneId.of("America/New_York");
        Instant noon = Instant.parse("2026-03-03T17:00:00Z");
        Instant late = noon.plus(Duration.ofDays(5));

        assertThat(hours.preferred(noon, 18, zone, 1, late)).contains(Instant.parse("2026-03-03T23:00:00Z"));
        assertThat(hours.preferred(noon, 9, zone, 1, late)).contains(Instant.parse("2026-03-04T14:00:00Z"));
        assertThat(hours.preferred(noon, 12, zone, 1, late)).isEmpty();
        // within the night nobody is written to, so nobody waits for it
        assertThat(hours.preferred(noon, 3, zone, 1, late)).isEmpty();
        // what would be too late then goes now
        assertThat(hours.preferred(noon, 18, zone, 1, noon.plus(Duration.ofHours(5))))
                .isEmpty();
    }
}
