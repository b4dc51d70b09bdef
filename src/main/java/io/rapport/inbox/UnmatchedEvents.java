package io.rapport.inbox;

import java.util.Set;

/** The events that came before a journey waited for them. */
public interface UnmatchedEvents {

    /**
     * Journeys begin to wait: unmatched events that may be meant are offered to them as soon as the caller's transaction is
     * committed. Costs one lookup in an index, whatever waits.
     *
     * @param types event types that are waited for
     * @param businessKeys what the waiting instances are about, such as {@code order:4711}
     */
    void awaited(Set<String> types, Set<String> businessKeys);
}
