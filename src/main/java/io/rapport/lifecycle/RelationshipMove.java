package io.rapport.lifecycle;

import java.time.LocalDate;

/**
 * A change of a customer's tier or stage.
 *
 * @param customerId whose
 * @param kind which of the two
 * @param old until now
 * @param now from now on
 * @param why the code of the row that says so
 * @param lapse of a lapse that is to be raised, the day of the last order; else null
 */
record RelationshipMove(
        String customerId, RelationshipTable kind, String old, String now, String why, LocalDate lapse) {}
