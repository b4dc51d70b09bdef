package io.rapport.inbox;

import java.math.BigDecimal;
import java.util.List;

/**
 * A field of the data of an event type, as far as a form can ask for it.
 *
 * @param name in the data
 * @param kind what it holds
 * @param required whether an event must have it
 * @param choices the values that there are, in the catalogue's order; empty if it is free
 * @param description what the catalogue says about it, in English; may be empty
 * @param longest how many characters a text may have; {@code null} if that is not said
 * @param least the smallest number; {@code null} if that is not said
 * @param most the largest number; {@code null} if that is not said
 * @param example of a text that has a form of its own; {@code null} if it has none
 */
public record EventField(
        String name,
        Kind kind,
        boolean required,
        List<String> choices,
        String description,
        Integer longest,
        BigDecimal least,
        BigDecimal most,
        String example) {

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
