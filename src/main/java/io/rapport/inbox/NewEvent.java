package io.rapport.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An event as somebody hands it to the {@link Inbox}.
 *
 * @param source URI of the sender; {@code source} and {@code id} together are the event's identity
 * @param id the sender's id
 * @param type one of the catalogue
 * @param customerId the customer it is about, without the kind; of an event about a schedule the name of its queue
 *     ({@link Reference#queue})
 * @param occurredAt when it happened, or {@code null} for now (for the time of delivery if that is later)
 * @param data a JSON object after the type's schema
 */
public record NewEvent(String source, String id, String type, String customerId, Instant occurredAt, JsonNode data) {}
