package io.rapport.inbox;

import java.time.Instant;

/**
 * An event and its sender's wish when it is to be delivered.
 *
 * @param event any event
 * @param at when; {@code null} or a moment that is past means now
 */
public record Delivery(NewEvent event, Instant at) {}
