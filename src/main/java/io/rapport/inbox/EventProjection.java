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

    /**
     * Returns whether an event says nothing that the tables do not know, such as a fact that its sender sends once more under
     * another id. Such an event goes to no journey. Asked before any projection takes the event in.
     *
     * @param event that was never taken in before
     * @return false for all whose repetition means something
     */
    default boolean isKnown(Event event) {
        return false;
    }
}
