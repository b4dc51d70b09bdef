package io.rapport.inbox;

import java.util.Set;

/**
 * Keeps tables up to date with events. All projections of an event run in its transaction, in the beans' order, before
 * it reaches journeys; one that throws undoes the whole event.
 */
public interface EventProjection {

    /**
     * Takes one event in; events of types that it does not know are left alone.
     *
     * @param event in the order of the customer
     * @return further things the event is about, as the tables know them; empty for most
     * @throws RejectedEvent if it can never be taken
     */
    Set<Reference> project(Event event);
}
