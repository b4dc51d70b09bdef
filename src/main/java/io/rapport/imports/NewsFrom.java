package io.rapport.imports;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Bounds of the day from which on it is news what days change about the customers of an import (docs/adr/0129). */
final class NewsFrom {

    static final String FIX =
            "send a day from today on and within a year, or leave it out where changes are news at once.";

    /** Where today begins last: the shop may be there. */
    private static final ZoneOffset LAST = ZoneOffset.ofHours(-12);

    private NewsFrom() {}

    /**
     * A day of the past would make news at once of what somebody wanted to keep still, and nobody means a far one.
     *
     * @return whether the day can be meant
     */
    static boolean isRight(LocalDate day, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, LAST);
        return !day.isBefore(today) && !day.isAfter(today.plusYears(1).plusDays(1));
    }
}
