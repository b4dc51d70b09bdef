package io.rapport.outbox.internal;

import io.rapport.contactpolicy.FrequencyCaps.CompetingMessage;
import io.rapport.contactpolicy.FrequencyCaps.CountedMessage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a customer got and what else wants to go, as it was read for one message.
 *
 * @param contacts those since a moment
 * @param competing messages that wait and go before the one in question
 * @param sleeping ids of the competing messages that wait for a contact to leave the window
 * @param since contacts before did not count
 * @param readAt business time of reading
 * @param fingerprint of all this: another one once any of it has changed
 */
record CapUsage(
        List<CountedMessage> contacts,
        List<CompetingMessage> competing,
        List<UUID> sleeping,
        Instant since,
        Instant readAt,
        String fingerprint) {}
