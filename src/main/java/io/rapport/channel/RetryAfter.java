package io.rapport.channel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * How long a server asks to be left alone (RFC 9110, 10.2.3). A date is read against the server's own, so that clocks
 * that disagree do no harm.
 *
 * @param pause not negative, {@link #LONGEST} at the most
 */
record RetryAfter(Duration pause) {

    /** Nobody means more; what is asked for beyond is cut. */
    static final Duration LONGEST = Duration.ofDays(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    /**
     * @param value of the header {@code Retry-After}, may be null
     * @param date of the header {@code Date}, may be null
     * @return what they say; null if that is nothing that can be read
     */
    static RetryAfter of(String value, String date) {
        if (value == null) {
            return null;
        }
        String text = value.strip();
        if (SECONDS.matcher(text).matches()) {
            return bounded(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            return date == null ? null : bounded(Duration.between(moment(date.strip()), moment(text)));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static ZonedDateTime moment(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    private static RetryAfter bounded(Duration pause) {
        Duration least = pause.isNegative() ? Duration.ZERO : pause;
        return new RetryAfter(least.compareTo(LONGEST) > 0 ? LONGEST : least);
    }
}
