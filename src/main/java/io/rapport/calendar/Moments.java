package io.rapport.calendar;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Moments and days of the years 1 to 9999. Java counts on to the year 999999999 and writes what lies outside in a form that
 * PostgreSQL does not read, so that somebody's typing mistake would be a failure of the server.
 */
public final class Moments {

    private static final LocalDate FIRST_DAY = LocalDate.of(1, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private Moments() {}

    /**
     * @param moment any
     * @return whether its year in UTC is one of 1 to 9999
     */
    public static boolean isKept(Instant moment) {
        return !moment.isBefore(FIRST) && moment.isBefore(END);
    }

    /**
     * @param day any
     * @return whether its year is one of 1 to 9999
     */
    public static boolean isKept(LocalDate day) {
        return !day.isBefore(FIRST_DAY) && !day.isAfter(LAST_DAY);
    }

    /**
     * Reads a moment that somebody sent.
     *
     * @param text such as {@code 2026-03-11T09:30:00Z}
     * @return the moment
     * @throws DateTimeException if it is none, or of another year
     */
    public static Instant parse(String text) {
        Instant moment = Instant.parse(text);
        if (!isKept(moment)) {
            throw new DateTimeException("a moment of the years 1 to 9999 is needed");
        }
        return moment;
    }
}
