package io.rapport.desk;

import java.time.LocalDate;

/**
 * Days on which somebody of staff does not work.
 *
 * @param id of the entry
 * @param login whose
 * @param firstDay the first of them
 * @param lastDay the last of them
 * @param deputy who does their work meanwhile; {@code null}: whom staff.yaml names for the person
 * @param enteredBy login of who entered it
 */
public record Absence(long id, String login, LocalDate firstDay, LocalDate lastDay, String deputy, String enteredBy) {

    /** @return whether it is one of them */
    public boolean covers(LocalDate day) {
        return !day.isBefore(firstDay) && !day.isAfter(lastDay);
    }
}
