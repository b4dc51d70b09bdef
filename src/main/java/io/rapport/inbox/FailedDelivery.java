package io.rapport.inbox;

import java.time.Instant;

/**
 * An event that one journey failed on; the tables and the other journeys have it.
 *
 * @param id the delivery's number
 * @param journey key of the journey
 * @param source the event's sender
 * @param eventId the sender's id
 * @param type the event's type
 * @param customerId the customer it is about, without the kind
 * @param givenUp whether it is tried no more
 * @param at when it was given up, or else when it is tried again
 * @param attempts failed tries
 * @param replays how often an operator had it tried anew
 * @param behind later events of the customer that wait for it in that journey
 * @param reason why the latest try failed
 */
public record FailedDelivery(
        long id,
        String journey,
        String source,
        String eventId,
        String type,
        String customerId,
        boolean givenUp,
        Instant at,
        int attempts,
        int replays,
        long behind,
        String reason) {}
