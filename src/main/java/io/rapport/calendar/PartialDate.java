package io.rapport.calendar;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A day of the calendar whose year may be unknown, such as a birthday: {@code 1986-04-17}, or {@code --04-17} as ISO 8601
 * wrote it and vCard does.
 *
 * @param year {@code null} if it is unknown
 * @param day month and day
 */
public record PartialDate(Integer year, MonthDay day) {

    /** A leap year, so that each day of each year has its place in it. */
    private static final int ANY_YEAR = 2000;

    private static final Pattern WRITTEN = Pattern.compile("(\\d{4}|-)-(\\d{2})-(\\d{2})");

    /**
     * Reads the written form.
     *
     * @param text such as {@code 1986-04-17} or {@code --04-17}
     * @return the date; empty if there is no such day, or the text has another form
     */
    public static Optional<PartialDate> parse(String text) {
        Matcher parts = WRITTEN.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Integer year = parts.group(1).equals("-") ? null : Integer.valueOf(parts.group(1));
        try {
            LocalDate date = LocalDate.of(
                    year == null ? ANY_YEAR : year, Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
            return Optional.of(new PartialDate(year, MonthDay.from(date)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * @param date as it is kept
     * @param withoutYear whether its year means nothing
     * @return the date; {@code null} for {@code null}
     */
    public static PartialDate of(LocalDate date, boolean withoutYear) {
        return date == null ? null : new PartialDate(withoutYear ? null : date.getYear(), MonthDay.from(date));
    }

    /** @return as a whole date, in a leap year if the year is unknown; so it is kept where only whole dates can be */
    public LocalDate whole() {
        return day.atYear(year == null ? ANY_YEAR : year);
    }

    @Override
    public String toString() {
        return year == null ? day.toString() : whole().toString();
    }
}
