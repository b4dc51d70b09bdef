package io.rapport.inbox;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event becomes a dead letter. Published synchronously in the transaction in which it does, so that a listener's writes
 * commit with it; a listener that throws keeps the event from becoming one.
 *
 * @param seq its number in the inbox; an event that is replayed and given up again keeps it
 * @param source its sender
 * @param type its type
 * @param customerId the customer it is about, without the kind
 * @param data what it said, which may be emptied with this
 */
public record EventGivenUp(long seq, String source, String type, String customerId, JsonNode data) {}
