package io.rapport.inbox;

import java.time.Instant;

/**
 * An event and its sender's wishes about its delivery.
 *
 * @param event any event
 * @param at when; {@code null} or a moment that is past means now
 * @param priority before or after others; {@code null} means live
 * @param externalId what the sender calls the customer; {@code null} if the event names the customer by the customer id
 */
public record EventSubmission(NewEvent event, Instant at, Priority priority, ExternalId externalId) {

    /**
     * An event whose customer is known.
     *
     * @param event any event
     * @param at when; {@code null} or a moment that is past means now
     * @param priority before or after others; {@code null} means live
     */
    public EventSubmission(NewEvent event, Instant at, Priority priority) {
        this(event, at, priority, null);
    }

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
        return priority == null ? new EventSubmission(event, at, usual, externalId) : this;
    }

    /**
     * @param customerId whom the external id leads to
     * @return the event about that customer
     */
    public EventSubmission about(String customerId) {
        return new EventSubmission(
                new NewEvent(event.source(), event.id(), event.type(), customerId, event.occurredAt(), event.data()),
                at,
                priority);
    }
}
