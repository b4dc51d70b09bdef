package io.rapport.calendar;

import java.time.LocalDate;

/** Public holidays, by country. */
@FunctionalInterface
public interface Holidays {

    /** No day is one. */
    Holidays NONE = (date, country) -> false;

    /**
     * Returns whether a day is a public holiday in the whole country.
     *
     * @param date a day there
     * @param country ISO 3166 code, such as {@code CN}; null where it is not known
     * @return false also for countries that nothing is known of
     */
    boolean isHoliday(LocalDate date, String country);
}
