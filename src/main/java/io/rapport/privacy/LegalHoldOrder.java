package io.rapport.privacy;

import java.time.Instant;

/**
 * That a customer's data are to be kept, whatever else would delete them.
 *
 * @param customerId whose, bare id
 * @param why as who ordered it wrote it
 * @param setBy login of who ordered it
 * @param setAt when
 * @param endedAt when it ended; {@code null} if it is in force
 * @param endedBy login of who ended it; {@code null} if it is in force
 * @param endedWhy why it ended; {@code null} if it is in force
 */
public record LegalHoldOrder(
        String customerId, String why, String setBy, Instant setAt, Instant endedAt, String endedBy, String endedWhy) {

    /** @return whether the data are to be kept still */
    public boolean isInForce() {
        return endedAt == null;
    }
}
