package io.rapport.customer;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened with a customer.
 *
 * @param at when
 * @param kind by which readers filter
 * @param what a code, such as {@code order.placed}; the page has words for it
 * @param facts what more is known, by a name that the page has words for, in the order of reading: texts, numbers,
 *     codes, moments, days
 */
public record TimelineEntry(Instant at, Kind kind, String what, Map<String, Object> facts) {

    /** What a timeline is filtered by. */
    public enum Kind {
        PROFILE,
        ORDER,
        MESSAGE,
        CONTACT,
        COMPLAINT,
        SURVEY,
        CONSENT,
        POINTS,
        RELATIONSHIP,
        TASK,
        JOURNEY
    }

    /**
     * @param at when
     * @param kind by which readers filter
     * @param what a code
     * @param facts name and value in turn; those whose value is {@code null} or empty are left out
     * @return the entry
     */
    public static TimelineEntry of(Instant at, Kind kind, String what, Object... facts) {
        return new TimelineEntry(at, kind, what, named(facts));
    }

    static Map<String, Object> named(Object... facts) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < facts.length; i += 2) {
            if (facts[i + 1] != null && !facts[i + 1].toString().isBlank()) {
                named.put((String) facts[i], facts[i + 1]);
            }
        }
        return named;
    }
}
