package io.rapport.calendar;

import java.time.LocalDate;
import java.time.ZoneOffset;

/** The day by the real time, whatever moment the business clock plays. */
public final class Today {

    /** Where days begin first. */
    private static final ZoneOffset FIRST = ZoneOffset.ofHours(14);

    private Today() {}

    /** @return the day that it is now where days begin first */
    public static LocalDate day() {
        return LocalDate.now(FIRST);
    }

    /**
     * Tells whether a day is no future anywhere.
     *
     * @param day any
     * @return whether it has begun somewhere on earth
     */
    public static boolean hasBegun(LocalDate day) {
        return !day.isAfter(day());
    }
}
