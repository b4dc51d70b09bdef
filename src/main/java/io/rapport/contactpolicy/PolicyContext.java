package io.rapport.contactpolicy;

import java.time.Instant;
import java.time.ZoneId;

/**
 * What the end of a wait follows from.
 *
 * @param now business time
 * @param expiresAt when the message stops making sense
 * @param zone the recipient's time zone
 * @param zoneAssumed whether the zone is the configured default, since the recipient's is missing or invalid
 * @param country the recipient's, ISO 3166, such as {@code CN}; null when unknown
 * @param pausedUntil end of the customer's pause; null for none
 * @param preferredHour hour of the customer's day to wait for, 0 to 23; null for none
 * @param place the message's place among those that wait for the same moment: any number, the same each time
 * @param caps how many messages the customer had; null where nobody counted
 */
public record PolicyContext(
        Instant now,
        Instant expiresAt,
        ZoneId zone,
        boolean zoneAssumed,
        String country,
        Instant pausedUntil,
        Integer preferredHour,
        long place,
        FrequencyCaps caps) {

    /** @return the same with what was counted */
    public PolicyContext with(FrequencyCaps counted) {
        return new PolicyContext(
                now, expiresAt, zone, zoneAssumed, country, pausedUntil, preferredHour, place, counted);
    }
}
