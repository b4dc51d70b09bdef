package io.rapport.loyalty;

import java.time.Instant;
import java.time.LocalDate;

/**
 * An entry of a points ledger, as a file has it.
 *
 * @param n number of the row
 * @param id of the entry in the system that it comes from
 * @param customerId whose; {@code null} if the file says it by the address alone
 * @param email the customer's address
 * @param kind {@code earn}, {@code bonus}, {@code redeem}, {@code reverse}, {@code expire} or {@code adjust}
 * @param points more than 0 if they are given, less if they are taken
 * @param lot the entry that gave them, by its id; {@code null}: not known
 * @param expiresOn {@code null}: they stay
 * @param recordedAt when it happened
 */
public record ImportedPoints(
        long n,
        String id,
        String customerId,
        String email,
        String kind,
        int points,
        String lot,
        LocalDate expiresOn,
        Instant recordedAt) {}
