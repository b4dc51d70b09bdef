package io.rapport.inbox;

import java.util.List;
import java.util.Map;

/** Brings projected events to the journeys. */
public interface EventRouter {

    /**
     * Starts and advances journeys, in the caller's transaction.
     *
     * @param events at most one a customer
     * @return for each event's {@code seq} what it did; an event that reached nothing has no entry or an empty list
     */
    Map<Long, List<Effect>> route(List<Event> events);

    /**
     * Tells whether an event comes too late for any journey, in the caller's transaction.
     *
     * @param event a projected event
     * @return whether journeys about the things it names, its customer apart, have run and all of them have ended
     */
    boolean isOver(Event event);
}
