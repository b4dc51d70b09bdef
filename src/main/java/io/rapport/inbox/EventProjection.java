package io.rapport.inbox;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps tables up to date with events. All projections of an event run in its transaction, in the beans' order, before
 * it reaches journeys; one that throws undoes all events of the transaction, and each is then taken by itself.
 *
 * <p>Events are taken in sets, so that many cost as many statements as one. The tables end as if each had been taken by
 * itself, in the order given.
 */
public interface EventProjection {

    /**
     * Returns whether events of a type are taken in; the others never come here. The same for as long as the application
     * runs.
     *
     * @param type any
     * @return true if it goes by the event itself
     */
    default boolean takes(String type) {
        return true;
    }

    /**
     * Takes events in.
     *
     * @param events of types that it {@link #takes}, at most one a customer, in the order of their arrival; of those that
     *     {@link #isAlone} one at a time
     * @return by {@code seq}, further things that an event is about, as the tables know them; no entry for most
     * @throws RejectedEvent if one of them can never be taken
     */
    Map<Long, Set<Reference>> project(List<Event> events);

    /**
     * Returns which events say nothing that the tables do not know, such as a fact that its sender sends once more under
     * another id. Such an event goes to no journey. Asked before any projection takes the events in.
     *
     * @param events of types that it {@link #takes}, that were never taken in before, at most one a customer
     * @return the {@code seq} of each such event; none of those whose repetition means something
     */
    default Set<Long> known(List<Event> events) {
        return Set.of();
    }

    /**
     * Returns whether each event of a type is taken by itself: what it does goes by rows of other customers, or changes
     * events that wait. The same for as long as the application runs.
     *
     * @param type any
     * @return false for most
     */
    default boolean isAlone(String type) {
        return false;
    }

    /**
     * Returns whose locks the work on an event needs beside its own customer's. Asked of types that {@link #isAlone} alone,
     * before any lock is held; the projection must find out again under the locks.
     *
     * @param event any
     * @return ids of customers; none for most
     */
    default Set<String> otherCustomers(Event event) {
        return Set.of();
    }
}
