package io.rapport.desk;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Who of staff cares for a customer.
 *
 * @param login of whom
 * @param since when it became so
 * @param namedBy login of who named them, or the system that said so; {@code null}: the table {@code adviser} did
 * @param visitedAt when the customer was last reached by a call or visit that was due; {@code null} if never
 * @param nextVisitOn the day agreed upon with the customer, or on which another try is due; {@code null}: the rhythm counts
 */
public record Adviser(String login, Instant since, String namedBy, Instant visitedAt, LocalDate nextVisitOn) {}
