package io.rapport.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An accepted event that stands in its customer's queue and is not processed yet.
 *
 * @param seq its place in the inbox; a larger one is newer
 * @param type such as {@code consent.withdrawn}
 * @param occurredAt when it happened, by the sender's word
 * @param data valid against the catalogue's schema of the type
 */
public record WaitingEvent(long seq, String type, Instant occurredAt, JsonNode data) {

    /**
     * Reads a text field of the data.
     *
     * @param field its name
     * @return its value, or {@code null} when absent
     */
    public String text(String field) {
        JsonNode value = data.get(field);
        return value == null || value.isNull() ? null : value.asText();
    }
}
