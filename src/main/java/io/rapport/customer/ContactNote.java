package io.rapport.customer;

import java.time.Instant;

/**
 * A contact between staff and a customer, such as a call.
 *
 * @param at when it was
 * @param channel {@code phone}, {@code visit}, {@code video}, {@code email}, {@code chat} or {@code other}
 * @param direction {@code inbound} if the customer began, {@code outbound} if we did
 * @param outcome {@code reached}, {@code not-reached}, {@code message-left} or {@code call-back}
 * @param note what was said
 * @param by login or name of the member of staff, null if it is not known
 */
public record ContactNote(Instant at, String channel, String direction, String outcome, String note, String by) {}
