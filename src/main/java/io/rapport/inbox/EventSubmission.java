package io.rapport.inbox;

import java.time.Instant;

/**
 * An event and its sender's wishes about its delivery.
 *
 * @param event any event
 * @param at when; {@code null} or a moment that is past means now
 * @param priority before or after others; {@code null} means live
 */
public record EventSubmission(NewEvent event, Instant at, Priority priority) {

    /**
     * A live event.
     *
     * @param event any event
     * @param at when; {@code null} or a moment that is past means now
     */
    public EventSubmission(NewEvent event, Instant at) {
        this(event, at, null);
    }

    /**
     * @param now the moment of its acceptance
     * @return when it comes into the queue
     */
    public Instant due(Instant now) {
        return at == null || at.isBefore(now) ? now : at;
    }

    /**
     * @param usual the priority of an event that says none
     * @return the event with a priority
     */
    public EventSubmission orElse(Priority usual) {
        return priority == null ? new EventSubmission(event, at, usual) : this;
    }
}
