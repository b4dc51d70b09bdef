package io.rapport.inbox;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings projected events to the journeys, each in the caller's transaction. */
public interface EventRouter {

    /**
     * Starts and advances journeys.
     *
     * @param events at most one a customer
     * @param leftOut by {@code seq}, keys of journeys that must not take the event now, neither they nor what they
     *     call; events without an entry reach all
     * @return for each event's {@code seq} what it did; an event that reached nothing has no entry or an empty list
     */
    Map<Long, List<EventEffect>> route(List<Event> events, Map<Long, Set<String>> leftOut);

    /**
     * Brings an event to one journey alone: its instances that wait, with those that they called, and its start.
     *
     * @param event any
     * @param journey the journey's key
     * @return what it did; empty if the journey has nothing to do with it now
     */
    List<EventEffect> routeTo(Event event, String journey);

    /**
     * Does what an event does to all instances of its customer at once, whatever their models say: an erasure ends them.
     *
     * @param event any
     * @return what it did; empty for most
     */
    List<EventEffect> end(Event event);

    /**
     * Returns which journeys an event would reach now.
     *
     * @param event any
     * @return their keys; an instance that another one called counts as that one's journey
     */
    Set<String> receivers(Event event);

    /**
     * Returns whether a journey may ever take a type.
     *
     * @param journey its key
     * @param type an event type
     * @return whether it starts on the type, or it or what it calls waits for it anywhere
     */
    boolean listens(String journey, String type);

    /**
     * Returns whether any journey may take a type, as things are: one starts on it, or one that is live or still has instances
     * waits for it anywhere.
     *
     * @param type an event type
     * @return false only if none does; what is deployed past releases may count some seconds late
     */
    boolean listens(String type);

    /**
     * Returns which events come too late for any journey.
     *
     * @param events projected events
     * @return the {@code seq} of each of which journeys about the things it names, its customer apart, have run and all of
     *     them have ended
     */
    Set<Long> over(List<Event> events);
}
