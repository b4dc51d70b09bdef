package io.rapport.app.demo;

import io.rapport.calendar.WorkingTime;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.function.Function;

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
        return pressed(recorded, zone, Set.of(DayOfWeek.values()), day -> awake(day, zone));
    }

    /**
     * @param recorded when it would happen
     * @param desk where staff work, and when; public holidays are no matter here
     * @return when it happens, within the hours of the desk
     */
    static Instant atWork(Instant recorded, WorkingTime desk) {
        return pressed(recorded, desk.zone(), desk.days(), day -> atWork(day, desk));
    }

    /**
     * @param recorded when staff and a customer would talk
     * @param zone where the customer is
     * @param desk where staff work, and when; public holidays are no matter here
     * @return when they do, within the hours of the desk and the customer's day, if the two have hours in common
     */
    static Instant together(Instant recorded, ZoneId zone, WorkingTime desk) {
        return pressed(
                recorded, desk.zone(), desk.days(), day -> atWork(day, desk).and(awake(day, zone)));
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

    /** Of one day. */
    private record Hours(Instant from, Instant to) {

        static Hours of(LocalDate day, LocalTime from, LocalTime to, ZoneId zone) {
            return new Hours(
                    day.atTime(from).atZone(zone).toInstant(),
                    day.atTime(to).atZone(zone).toInstant());
        }

        /** @return those in common; these if there are none */
        Hours and(Hours others) {
            Hours common =
                    new Hours(from.isAfter(others.from) ? from : others.from, to.isBefore(others.to) ? to : others.to);
            return common.from.isBefore(common.to) ? common : this;
        }
    }

    private static Hours awake(LocalDate day, ZoneId zone) {
        return Hours.of(day, WAKES, SLEEPS, zone);
    }

    private static Hours atWork(LocalDate day, WorkingTime desk) {
        return Hours.of(day, desk.opens(), desk.closes(), desk.zone());
    }

    private static Instant pressed(
            Instant recorded, ZoneId zone, Set<DayOfWeek> days, Function<LocalDate, Hours> hours) {
        LocalDate day = LocalDate.ofInstant(recorded, zone);
        while (!days.contains(day.getDayOfWeek()) || hours.apply(day).from().isAfter(recorded)) {
            day = day.minusDays(1);
        }
        LocalDate next = day.plusDays(1);
        while (!days.contains(next.getDayOfWeek())) {
            next = next.plusDays(1);
        }
        Hours open = hours.apply(day);
        long whole = Duration.between(open.from(), hours.apply(next).from()).toSeconds();
        long passed = Duration.between(open.from(), recorded).toSeconds();
        return open.from()
                .plusSeconds(passed * Duration.between(open.from(), open.to()).toSeconds() / whole);
    }
}
