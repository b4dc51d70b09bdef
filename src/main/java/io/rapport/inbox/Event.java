package io.rapport.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An accepted event on its way to the projections and journeys.
 *
 * @param seq its place in the inbox; grows in the order of arrival
 * @param source the system that sent it, with {@code id} its identity
 * @param id the sender's id
 * @param type such as {@code order.placed}; also the name of the BPMN message
 * @param customerId the customer it is about, without the kind; {@code null} if it is about a schedule
 * @param occurredAt when it happened, by the sender's word
 * @param data valid against the catalogue's schema of the type
 * @param references what it is about, the customer or the schedule first
 * @param variables the small values that a journey it reaches may read, by name; never text or names
 * @param deliverAt when its sender wanted it delivered; {@code null} for at once
 */
public record Event(
        long seq,
        String source,
        String id,
        String type,
        String customerId,
        Instant occurredAt,
        JsonNode data,
        Set<Reference> references,
        Map<String, Object> variables,
        Instant deliverAt) {

    /** An event that is delivered at once. */
    public Event(
            long seq,
            String source,
            String id,
            String type,
            String customerId,
            Instant occurredAt,
            JsonNode data,
            Set<Reference> references,
            Map<String, Object> variables) {
        this(seq, source, id, type, customerId, occurredAt, data, references, variables, null);
    }

    /** @return the event with another {@link #deliverAt} */
    public Event deliveredAt(Instant moment) {
        return new Event(seq, source, id, type, customerId, occurredAt, data, references, variables, moment);
    }

    /** @return from when its age counts: when it happened, or was to be delivered if that is later */
    public Instant since() {
        return deliverAt != null && deliverAt.isAfter(occurredAt) ? deliverAt : occurredAt;
    }

    /** @return whose queue it stands in ({@link Reference#queue}) */
    public String queue() {
        return customerId == null ? references.iterator().next().queue() : customerId;
    }

    /**
     * Finds what the event says about a kind of thing.
     *
     * @param kind such as {@code order}
     * @return the first reference of that kind
     */
    public Optional<Reference> reference(String kind) {
        return references.stream()
                .filter(reference -> reference.kind().equals(kind))
                .findFirst();
    }

    /**
     * Adds what a projection knows of the event's relations.
     *
     * @param further more things it is about
     * @return the event with all of them
     */
    public Event with(Set<Reference> further) {
        if (further.isEmpty()) {
            return this;
        }
        Set<Reference> all = new LinkedHashSet<>(references);
        all.addAll(further);
        return new Event(seq, source, id, type, customerId, occurredAt, data, all, variables, deliverAt);
    }

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
