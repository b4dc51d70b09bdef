package io.rapport.app.demo;

import io.rapport.calendar.WorkingTime;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * When something that is recorded happens. The recording counts back from the moment at which the demo starts, which may be any
 * hour of any day; but customers order while they are awake, and staff work while the desk is open. Whole days are pressed
 * into those hours, so that what came first stays first, and nothing happens later than it is recorded: what lies in a night
 * moves to the evening before.
 */
final class DemoDay {

    /** When the customers' day begins, where they are. */
    static final LocalTime WAKES = LocalTime.of(8, 0);

    /** When it ends. */
    static final LocalTime SLEEPS = LocalTime.of(22, 0);

    private DemoDay() {}

    /**
     * @param recorded when it would happen
     * @param zone where the customer is
     * @return when it happens, within the customer's day
     */
    static Instant awake(Instant recorded, ZoneId zone) {
        return pressed(recorded, zone, WAKES, SLEEPS, Set.of(DayOfWeek.values()));
    }

    /**
     * @param recorded when it would happen
     * @param desk where staff work, and when; public holidays are no matter here
     * @return when it happens, within the hours of the desk
     */
    static Instant atWork(Instant recorded, WorkingTime desk) {
        return pressed(recorded, desk.zone(), desk.opens(), desk.closes(), desk.days());
    }

    /**
     * @param planned when something is to be done
     * @param desk where staff work, and when; public holidays are no matter here
     * @return the same where the desk is open then; else when it opens
     */
    static Instant whenOpen(Instant planned, WorkingTime desk) {
        ZonedDateTime moment = planned.atZone(desk.zone());
        ZonedDateTime day = moment.toLocalTime().isBefore(desk.closes()) ? moment : moment.plusDays(1);
        while (!desk.days().contains(day.getDayOfWeek())) {
            day = day.plusDays(1);
        }
        ZonedDateTime opening = day.with(desk.opens());
        return opening.isAfter(moment) ? opening.toInstant() : planned;
    }

    private static Instant pressed(
            Instant recorded, ZoneId zone, LocalTime opens, LocalTime closes, Set<DayOfWeek> days) {
        ZonedDateTime from = opening(recorded.atZone(zone), opens, days);
        ZonedDateTime next = from.plusDays(1);
        while (!days.contains(next.getDayOfWeek())) {
            next = next.plusDays(1);
        }
        long whole = Duration.between(from, next).toSeconds();
        long open = Duration.between(opens, closes).toSeconds();
        long passed = Duration.between(from.toInstant(), recorded).toSeconds();
        return from.toInstant().plusSeconds(passed * open / whole);
    }

    /** @return when the last day began */
    private static ZonedDateTime opening(ZonedDateTime moment, LocalTime opens, Set<DayOfWeek> days) {
        ZonedDateTime opening = moment.with(opens);
        if (opening.isAfter(moment)) {
            opening = opening.minusDays(1);
        }
        while (!days.contains(opening.getDayOfWeek())) {
            opening = opening.minusDays(1);
        }
        return opening;
    }
}
