package io.rapport.value;

import java.time.LocalDate;

/**
 * All that models are fitted on.
 *
 * @param since the day of the first purchase of all
 * @param cut the last day before the time that models are checked on
 * @param until the last day of that time
 * @param before histories until the cut, with the purchases of the time behind it
 * @param all histories until today
 * @param spending of those who bought again
 * @param actualByWeek repeat purchases of those who first bought until the cut, by week from {@code since} on
 */
record FitData(
        LocalDate since,
        LocalDate cut,
        LocalDate until,
        PurchaseGroups before,
        PurchaseGroups all,
        SpendingHistories spending,
        long[] actualByWeek) {

    /** @return how long the time is that models are checked on */
    double holdoutWeeks() {
        return (until.toEpochDay() - cut.toEpochDay()) / 7.0;
    }
}
