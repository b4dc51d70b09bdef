package io.rapport.inbox;

import java.util.List;

/**
 * A field of the data of an event type, as far as a form can ask for it.
 *
 * @param name in the data
 * @param kind what it holds
 * @param required whether an event must have it
 * @param choices the values that there are, in the catalogue's order; empty if it is free
 * @param description what the catalogue says about it, in English; may be empty
 */
public record EventField(String name, Kind kind, boolean required, List<String> choices, String description) {

    /** What a field holds. */
    public enum Kind {
        TEXT,
        NUMBER,
        WHOLE_NUMBER,
        YES_NO,
        /** Lists, objects and whatever else a single field of a form cannot hold. */
        OTHER
    }
}
