package io.rapport.value;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * What a customer bought and kept. Orders of one day, in the shop's time zone, are one purchase.
 *
 * @param customerId whose
 * @param firstDay of the first purchase
 * @param lastDay of the last purchase
 * @param days on which the customer bought, 1 or more
 * @param spentMinor all that was spent, in smallest units of the reporting currency
 * @param repeatMinor what was spent after the first day
 * @param repeatPaidDays days after the first on which something was paid
 */
record Purchases(
        String customerId,
        LocalDate firstDay,
        LocalDate lastDay,
        int days,
        long spentMinor,
        long repeatMinor,
        int repeatPaidDays) {

    /** @return purchases after the first one */
    int repeats() {
        return days - 1;
    }

    /** @return days from the first to the last purchase */
    int recencyDays() {
        return Math.toIntExact(ChronoUnit.DAYS.between(firstDay, lastDay));
    }

    /**
     * @param today any day
     * @return days since the first purchase, at least those to the last one, whatever a sender's clock says
     */
    int ageDays(LocalDate today) {
        return Math.max(recencyDays(), Math.toIntExact(ChronoUnit.DAYS.between(firstDay, today)));
    }
}
