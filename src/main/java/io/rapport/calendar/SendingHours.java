package io.rapport.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When messages that waited for the customer's day go out. What waited together does not leave together: each message has
 * a place of its own, always the same, within a span after the moment that all wait for.
 *
 * @param quiet the customer's night
 * @param holidays the customer's public holidays
 * @param spread span over which messages that wait for the same moment leave
 */
public record SendingHours(QuietHours quiet, Holidays holidays, Duration spread) {

    private static final Duration HOUR = Duration.ofHours(1);

    /** @throws IllegalArgumentException if the span is negative */
    public SendingHours {
        if (spread.isNegative()) {
            throw new IllegalArgumentException("messages cannot be spread over " + spread);
        }
    }

    /** @return whether it is a public holiday there */
    public boolean isHoliday(Instant moment, ZoneId zone, String country) {
        return holidays.isHoliday(moment.atZone(zone).toLocalDate(), country);
    }

    /**
     * A message's place after the night.
     *
     * @param moment from when on it may go, as far as nothing else is concerned
     * @param zone the customer's
     * @param place any number of the message, the same each time
     * @param expiry when it stops making sense
     * @return the moment itself outside the quiet hours; otherwise one outside them, at most {@link #spread} after their
     *     end; never after the expiry
     */
    public Instant afterQuiet(Instant moment, ZoneId zone, long place, Instant expiry) {
        Instant open = quiet.nextAllowed(moment, zone);
        return open.equals(moment) ? earlier(moment, expiry) : spread(open, zone, place, expiry);
    }

    /**
     * A message's place after a public holiday, or after several in a row.
     *
     * @return as {@link #afterQuiet}, on the first day that is none
     */
    public Instant afterHoliday(Instant moment, ZoneId zone, String country, long place, Instant expiry) {
        Instant at = moment;
        while (at.isBefore(expiry) && isHoliday(at, zone, country)) {
            at = quiet.nextAllowed(
                    at.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant(), zone);
        }
        return at.equals(moment) ? earlier(moment, expiry) : spread(at, zone, place, expiry);
    }

    /**
     * A message's place after a pause that many customers may have begun together.
     *
     * @param end of the pause
     * @return as {@link #afterQuiet}, after that end
     */
    public Instant afterPause(Instant end, ZoneId zone, long place, Instant expiry) {
        return spread(quiet.nextAllowed(end, zone), zone, place, expiry);
    }

    /**
     * A message's place in the hour that the customer prefers: today's, or else tomorrow's, as far as it is not quiet.
     *
     * @param now this moment
     * @param hour 0 to 23, on the customer's clock
     * @param expiry when the message stops making sense
     * @return the moment to wait for, before the expiry; empty if it is that hour, or none comes in time
     */
    public Optional<Instant> preferred(Instant now, int hour, ZoneId zone, long place, Instant expiry) {
        LocalDate today = now.atZone(zone).toLocalDate();
        for (int day = -1; day <= 1; day++) {
            // an hour that daylight saving leaves out is the one after it; one that is repeated counts once
            Instant begin = today.plusDays(day)
                    .atTime(LocalTime.of(hour, 0))
                    .atZone(zone)
                    .toInstant();
            Instant end = begin.plus(HOUR);
            if (!end.isAfter(now)) {
                continue;
            }
            Instant first = quiet.nextAllowed(begin.isBefore(now) ? now : begin, zone);
            if (!first.isBefore(end)) {
                continue;
            }
            if (!first.isAfter(now) || !first.isBefore(expiry)) {
                return Optional.empty();
            }
            return Optional.of(spread(first, zone, place, earlier(end, expiry)));
        }
        return Optional.empty();
    }

    /** @return a moment from {@code open} on: within the span, before the next quiet and before {@code end} */
    private Instant spread(Instant open, ZoneId zone, long place, Instant end) {
        if (!open.isBefore(end)) {
            return end;
        }
        Instant last = earlier(end, quiet.nextQuiet(open, zone));
        Duration room = Duration.between(open, last);
        long span = Math.min(spread.toMillis(), room.toMillis());
        return open.plusMillis((long) (fraction(place) * span));
    }

    /** Evenly between 0 and 1 (1 excluded), whatever the numbers are: the finaliser of MurmurHash3. */
    private static double fraction(long place) {
        long mixed = place;
        mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        mixed ^= mixed >>> 33;
        return (mixed >>> 11) * 0x1.0p-53;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
