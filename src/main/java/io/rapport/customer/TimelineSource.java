package io.rapport.customer;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tells what happened with a customer, from what one room keeps. Each room that knows something is one. What was kept of
 * somebody who was erased it leaves out, and what came of that: a row that is not later than
 * {@code rapport.known_since} says of the id under which it came (docs/adr/0126).
 */
public interface TimelineSource {

    /**
     * Tells what happened.
     *
     * @param request whose, and which part
     * @return at most as many entries as asked for, the newest first
     */
    List<TimelineEntry> entries(TimelineRequest request);

    /**
     * Which part of whose timeline.
     *
     * @param customerId bare id
     * @param kinds those that are asked for, never none
     * @param before only what happened before
     * @param most how many entries at the most
     * @param locale the reader's language, for names of journeys and tasks
     */
    record TimelineRequest(String customerId, Set<TimelineEntry.Kind> kinds, Instant before, int most, Locale locale) {

        /** @return whether entries of a kind are asked for */
        public boolean asks(TimelineEntry.Kind kind) {
            return kinds.contains(kind);
        }

        /** @return {@code customer}, {@code before} and {@code most}, as parameters of a statement */
        public Map<String, Object> parameters() {
            return Map.of("customer", customerId, "before", Timestamp.from(before), "most", most);
        }
    }
}
