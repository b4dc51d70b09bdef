package io.rapport.calendar;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moments as RFC 3339 writes them, leap seconds and any number of fraction digits included. */
public final class Rfc3339 {

    private static final Pattern FORM = Pattern.compile(
            "(\\d{4})-(\\d\\d)-(\\d\\d)[Tt](\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d+))?(?:[Zz]|([+-])(\\d\\d):(\\d\\d))");

    private static final int NANOS = 9;

    private Rfc3339() {}

    /**
     * Reads a moment.
     *
     * @param text such as {@code 2026-05-04T09:30:00+02:00}
     * @return to the nanosecond, further digits cut off; a leap second is the second after it, since clocks count none.
     *     Empty if it is no such moment
     */
    public static Optional<Instant> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            int second = number(parts, 6);
            boolean leap = second == 60;
            LocalDateTime local = LocalDateTime.of(
                    number(parts, 1),
                    number(parts, 2),
                    number(parts, 3),
                    number(parts, 4),
                    number(parts, 5),
                    leap ? 59 : second,
                    nanos(parts.group(7)));
            Instant moment = local.toInstant(ZoneOffset.UTC).minus(offset(parts));
            if (!leap) {
                return Optional.of(moment);
            }
            return endsMonth(moment) ? Optional.of(moment.plusSeconds(1)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }

    private static int nanos(String fraction) {
        if (fraction == null) {
            return 0;
        }
        String nine = fraction.length() > NANOS ? fraction.substring(0, NANOS) : fraction;
        return Integer.parseInt(nine) * (int) Math.pow(10, NANOS - nine.length());
    }

    /** Up to 23:59, further than Java's offsets go; {@code -00:00} is UTC, the place unknown. */
    private static Duration offset(Matcher parts) {
        if (parts.group(8) == null) {
            return Duration.ZERO;
        }
        Duration ahead = Duration.ofSeconds(
                LocalTime.of(number(parts, 9), number(parts, 10)).toSecondOfDay());
        return parts.group(8).equals("-") ? ahead.negated() : ahead;
    }

    /** Leap seconds are put in at the end of a month's last day, UTC. */
    private static boolean endsMonth(Instant lastSecond) {
        LocalDateTime next = LocalDateTime.ofEpochSecond(lastSecond.getEpochSecond() + 1, 0, ZoneOffset.UTC);
        return next.getDayOfMonth() == 1 && next.toLocalTime().toSecondOfDay() == 0;
    }
}
