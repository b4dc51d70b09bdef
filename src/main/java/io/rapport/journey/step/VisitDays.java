package io.rapport.journey.step;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * On which day a call or visit is due. Customers who began together do not stay together: of the working days around the
 * rhythm's own each customer has one by a draw, which is the same whenever it is asked for, and another one for each visit
 * (docs/adr/0140). Pure.
 */
final class VisitDays {

    /** A visit comes sooner or later than the rhythm says by a fifth of it at the most. */
    private static final int PART = 5;

    /** Nobody hears from a new adviser sooner. */
    private static final int WEEK = 7;

    private VisitDays() {}

    /**
     * @param last day on which the customer was reached
     * @param days of the rhythm
     * @param works whether the desk opens on a day
     * @return one of the working days from four to six fifths of the rhythm after it; the rhythm's own where there is none
     */
    static LocalDate next(String customerId, LocalDate last, int days, Predicate<LocalDate> works) {
        return drawn(customerId, last, days - days / PART, days + days / PART, days, works);
    }

    /**
     * The first one of many who begin together: no two weeks have more of them than others.
     *
     * @param since the day from which the customer has an adviser
     * @param days of the rhythm
     * @param works whether the desk opens on a day
     * @return one of the working days from a week after it to the whole rhythm
     */
    static LocalDate firstOfMany(String customerId, LocalDate since, int days, Predicate<LocalDate> works) {
        return drawn(customerId, since, Math.min(days, WEEK), days, days, works);
    }

    /** @return a week after the adviser was named, or the rhythm where it is shorter */
    static LocalDate first(LocalDate since, int days) {
        return since.plusDays(Math.min(days, WEEK));
    }

    private static LocalDate drawn(
            String customerId, LocalDate from, int least, int most, int otherwise, Predicate<LocalDate> works) {
        List<LocalDate> days = from.plusDays(least)
                .datesUntil(from.plusDays(most + 1L))
                .filter(works)
                .toList();
        if (days.isEmpty()) {
            return from.plusDays(otherwise);
        }
        // a hash whose last bits are even; that of a text is not
        UUID mixed = UUID.nameUUIDFromBytes((customerId + " " + from).getBytes(StandardCharsets.UTF_8));
        return days.get(Math.floorMod(mixed.getLeastSignificantBits(), days.size()));
    }
}
