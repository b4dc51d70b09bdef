package io.rapport.privacy;

import java.time.Instant;

/**
 * What a customer requests about their data.
 *
 * @param id of the system that took it
 * @param customerId bare id
 * @param request {@code export}, {@code correction}, {@code restriction}, {@code objection} or {@code erasure}
 * @param details in the customer's words; {@code null} if there are none
 * @param receivedAt when it came, from which the time allowed counts
 * @param dueAt when it must be answered
 * @param identifiedAt when it was known that the customer asked; {@code null} before
 * @param settledAt when it was answered or refused; {@code null} before
 * @param outcome how it was settled; {@code null} before
 * @param refusal the ground on which it is refused, such as {@code unfounded}; {@code null} if it is not
 * @param refusalText what staff wrote to the customer about it; {@code null} if nothing
 */
public record DataRequest(
        String id,
        String customerId,
        String request,
        String details,
        Instant receivedAt,
        Instant dueAt,
        Instant identifiedAt,
        Instant settledAt,
        String outcome,
        String refusal,
        String refusalText) {

    /** @return whether it wants everything deleted */
    public boolean isErasure() {
        return request.equals("erasure");
    }

    /** @return whether it wants an erasure that has not happened yet; one that was called off may be called off again */
    public boolean mayBeWithdrawn() {
        return isErasure() && (settledAt == null || "withdrawn".equals(outcome));
    }
}
