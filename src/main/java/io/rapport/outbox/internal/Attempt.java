package io.rapport.outbox.internal;

import io.rapport.channel.SendResult;
import io.rapport.outbox.OutboxMessage;
import java.util.function.Supplier;

/**
 * A message that may go, written and ready to be handed over once it is marked as sending.
 *
 * @param message as it was claimed
 * @param worker that holds it
 * @param evaluation what lets it go
 * @param language what it is written in
 * @param address where it goes; null for a channel without addresses
 * @param recipient what stands for that address in the tables, in hexadecimal digits; null without one
 * @param handOver hands it over and returns what is known of it then; never throws
 */
record Attempt(
        OutboxMessage message,
        String worker,
        Evaluation evaluation,
        String language,
        String address,
        String recipient,
        Supplier<SendResult> handOver) {

    /** Whether it counts how much the customer got. Then nobody else may count that until it is marked. */
    boolean isCapped() {
        return evaluation.usage() != null;
    }
}
