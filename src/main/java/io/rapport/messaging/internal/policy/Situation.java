package io.rapport.messaging.internal.policy;

import io.rapport.messaging.internal.template.Category;
import java.time.Instant;
import java.time.ZoneId;

/**
 * All that the contact policy looks at, as it is at the moment of sending.
 *
 * @param category kind of the message
 * @param topic what the customer can opt out of, such as {@code offers}
 * @param now business time
 * @param expiresAt when the message stops making sense
 * @param zone the recipient's time zone
 * @param erased whether the recipient was erased or is no longer known
 * @param reachable whether there is an address to send to
 * @param consent the ledger's answer for the channel and topic
 * @param aboutStoppedOrder whether the message is about an order that was returned or cancelled meanwhile
 * @param complaintOpen whether the customer has an open complaint
 */
public record Situation(
        Category category,
        String topic,
        Instant now,
        Instant expiresAt,
        ZoneId zone,
        boolean erased,
        boolean reachable,
        Consent consent,
        boolean aboutStoppedOrder,
        boolean complaintOpen) {}
