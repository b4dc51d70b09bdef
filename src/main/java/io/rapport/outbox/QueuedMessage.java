package io.rapport.outbox;

import java.time.Instant;
import java.util.UUID;

/**
 * A message on its way into the queue.
 *
 * @param id of the row
 * @param request what to send to whom
 * @param category of the message, as its key
 * @param channel that it goes out on first
 * @param priority 0 to 100, see {@link OutboxMessage#priority}
 * @param messageId the Message-ID header
 * @param queuedAt when it was wanted, and is due
 * @param expiresAt when nobody wants it any more
 */
public record QueuedMessage(
        UUID id,
        OutboxRequest request,
        String category,
        String channel,
        int priority,
        String messageId,
        Instant queuedAt,
        Instant expiresAt) {}
