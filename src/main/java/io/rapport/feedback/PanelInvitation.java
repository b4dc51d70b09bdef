package io.rapport.feedback;

import java.time.Instant;

/**
 * A customer who was invited to a round of the panel, and what they answered.
 *
 * @param id of the invitation
 * @param roundId number of the round
 * @param customerId bare id
 * @param invitedAt when
 * @param answeredAt when they answered last; {@code null} if they did not
 * @param choice which of the choices, from 1 on; {@code null} if none
 * @param comment their words; {@code null} if none
 * @param leftAt when they withdrew their consent to take part; {@code null} if they did not
 */
public record PanelInvitation(
        String id,
        long roundId,
        String customerId,
        Instant invitedAt,
        Instant answeredAt,
        Integer choice,
        String comment,
        Instant leftAt) {}
