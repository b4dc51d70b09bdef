package io.rapport.feedback;

import java.time.Instant;

/**
 * What an open complaint said when it was sent once more under its id.
 *
 * @param at when, by the sender's word
 * @param orderId what about, null if about no order
 * @param text the customer's words
 * @param remedySought what the customer asks for, null if nothing
 */
public record ComplaintRepeat(Instant at, String orderId, String text, String remedySought) {}
