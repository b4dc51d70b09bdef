package io.rapport.customer;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a customer said about contacts, as a file has it.
 *
 * @param n number of the row
 * @param customerId whose; {@code null} if the file says it by the address alone
 * @param email the customer's address
 * @param granted or withdrawn
 * @param recordedAt when it was said
 */
public record ImportedConsent(
        long n,
        String customerId,
        String email,
        String channel,
        String topic,
        boolean granted,
        String basis,
        String source,
        String wording,
        Instant recordedAt) {

    /** @return its place among what files say: the newer above, at the same moment a withdrawal above a grant */
    long place() {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, recordedAt);
        return ImportedCustomer.BEFORE_ALL_EVENTS + 2 * micros + (granted ? 0 : 1);
    }
}
