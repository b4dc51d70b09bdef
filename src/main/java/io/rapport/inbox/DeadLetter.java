package io.rapport.inbox;

import java.time.Instant;

/**
 * An event that was given up.
 *
 * @param seq its number in the inbox
 * @param source its sender
 * @param id the sender's id
 * @param type its type
 * @param customerId the customer it is about, without the kind
 * @param receivedAt when it was accepted
 * @param diedAt when it was given up
 * @param attempts failed tries
 * @param replays how often an operator had it handled again before
 * @param reason why it was given up
 */
public record DeadLetter(
        long seq,
        String source,
        String id,
        String type,
        String customerId,
        Instant receivedAt,
        Instant diedAt,
        int attempts,
        int replays,
        String reason) {}
