package io.rapport.calendar;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.time4j.PlainDate;
import net.time4j.calendar.ChineseCalendar;

/**
 * The day of a festival that comes once a year: a day of the common calendar, or of the Chinese one, which counts months by
 * the moon. A month that is put in a second time, as leap months are, has no festivals of its own.
 *
 * @param lunar whether month and day are those of the Chinese calendar
 * @param month 1 to 12
 * @param day of the month
 */
public record FestivalDay(boolean lunar, int month, int day) {

    private static final Pattern WRITTEN = Pattern.compile("(lunar )?(\\d{2})-(\\d{2})");

    /** A lunar month has 29 days or 30: the thirtieth does not come each year. */
    private static final int DAYS_OF_EACH_MONTH = 29;

    /**
     * Reads the written form.
     *
     * @param text such as {@code 12-25}, or {@code lunar 08-15} for the fifteenth of the eighth lunar month
     * @return the day; empty if it has another form, or does not come each year
     */
    public static Optional<FestivalDay> parse(String text) {
        Matcher parts = WRITTEN.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        FestivalDay read = new FestivalDay(
                parts.group(1) != null, Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
        return read.comesEachYear() ? Optional.of(read) : Optional.empty();
    }

    private boolean comesEachYear() {
        if (lunar) {
            return month >= 1 && month <= 12 && day >= 1 && day <= DAYS_OF_EACH_MONTH;
        }
        try {
            // no leap year
            LocalDate.of(2027, month, day);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /**
     * @param date of the common calendar, before 2100
     * @return whether the festival is on that day
     */
    public boolean isOn(LocalDate date) {
        if (!lunar) {
            return date.getMonthValue() == month && date.getDayOfMonth() == day;
        }
        ChineseCalendar chinese = PlainDate.from(date).transform(ChineseCalendar.axis());
        return chinese.getDayOfMonth() == day
                && chinese.getMonth().getNumber() == month
                && !chinese.getMonth().isLeap();
    }

    /**
     * @param date a day on which the festival {@link #isOn is}
     * @return the year that it belongs to: of a lunar one the year in which its Chinese year began, so that no year has two
     */
    public int yearOf(LocalDate date) {
        if (!lunar) {
            return date.getYear();
        }
        LocalDate newYear = ChineseCalendar.ofNewYear(date.getYear())
                .transform(PlainDate.axis())
                .toTemporalAccessor();
        return date.isBefore(newYear) ? date.getYear() - 1 : date.getYear();
    }

    @Override
    public String toString() {
        return (lunar ? "lunar " : "") + "%02d-%02d".formatted(month, day);
    }
}
