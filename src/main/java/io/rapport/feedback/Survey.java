package io.rapport.feedback;

import java.time.Instant;

/**
 * One question asked of one customer about one thing.
 *
 * @param id unguessable
 * @param kind what is asked: satisfaction, complaint-handling or exit
 * @param customerId who is asked
 * @param about the reference of what it is about, such as {@code order:4711}
 * @param openedAt when it was asked
 * @param answeredAt when it was answered; {@code null} while open
 * @param score 1 (worst) to 5 (best)
 * @param previousScore what it was before the customer changed the answer; {@code null} if they did not
 * @param comment the customer's words
 */
public record Survey(
        String id,
        String kind,
        String customerId,
        String about,
        Instant openedAt,
        Instant answeredAt,
        Integer score,
        Integer previousScore,
        String comment) {}
