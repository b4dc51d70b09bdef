package io.rapport.inbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The entrance for events, from outside and from inside: an accepted event is a row, worked on once, in order. */
public interface Inbox {

    /**
     * Takes an event in. Joins the caller's transaction if there is one; the event counts from its commit on.
     *
     * @param event any event
     * @return whether it is new, known, or in conflict with a known one
     * @throws InvalidEvent if the type is unknown, or the data is not as the catalogue says
     */
    Receipt accept(NewEvent event);

    /**
     * Takes an event in that is to be delivered later. It is checked now and a committed row as any other; at its time it
     * takes its place at the end of its customer's queue, as if it came in then. The time is part of the event: the same
     * event with another time is in conflict.
     *
     * @param event any event
     * @param deliverAt when; {@code null} or a moment that is past means now
     * @return whether it is new, known, or in conflict with a known one
     * @throws InvalidEvent if the type is unknown, or the data is not as the catalogue says
     */
    Receipt accept(NewEvent event, Instant deliverAt);

    /**
     * The answer to one event of several.
     *
     * @param receipt what became of it; {@code null} if it is not valid
     * @param invalid why it was refused; {@code null} if it is valid
     */
    record IntakeResult(Receipt receipt, InvalidEvent invalid) {}

    /**
     * Takes several events in, in their order and with one statement; those that are not valid harm no others. Joins the
     * caller's transaction if there is one.
     *
     * @param events any events, the same one twice if need be
     * @return an answer for each, in their order
     */
    List<IntakeResult> acceptAll(List<EventSubmission> events);

    /**
     * Takes in what was derived from the tables, which learn nothing by it: only journeys may take it. A type that no journey
     * listens to, and that is not kept for journeys to come ({@code unmatched: wait}), is done as it is written, and never
     * stands in a queue: its turn would change nothing (docs/adr/0112). Otherwise as {@link #acceptAll}.
     *
     * @param news events about customers whom the tables know, none to be delivered later
     * @return an answer for each, in their order
     */
    List<IntakeResult> acceptNews(List<EventSubmission> news);

    /**
     * Cancels an event that was to be delivered later and is not yet. Its identity stays taken.
     *
     * @param source its sender
     * @param id the sender's id
     * @return whether it is cancelled, now or before
     */
    Cancellation cancel(String source, String id);

    /**
     * Returns what became of an event.
     *
     * @param source its sender
     * @param id the sender's id
     * @return its status, or empty if it never was accepted
     */
    Optional<EventStatus> status(String source, String id);

    /**
     * Finds what is accepted about a customer and not processed yet, so that somebody can answer by what will hold. What
     * has failed and stands beside the queue is left out: nobody knows whether it will take effect.
     *
     * @param customerId the customer, without the kind
     * @param types types of events to look for
     * @return the events in the customer's queue, the oldest first
     */
    List<WaitingEvent> waiting(String customerId, Set<String> types);
}
