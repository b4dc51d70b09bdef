package io.rapport.mail;

import io.rapport.channel.Refusal;
import java.util.Set;
import java.util.UUID;

/**
 * A report about a mail of ours, as it came to the mailbox for bounces. It names our mail by what only those can know who
 * had it: its signed return path, or its Message-ID, which holds a random id. An address that a report names proves
 * nothing, and is not here.
 *
 * @param identity of the report itself; the same for the same report read again
 * @param kind what it says
 * @param refusal of a bounce: why, and about whom that is; null otherwise
 * @param feedback of others: kind of feedback (RFC 5965), such as {@code abuse}; null for a bounce
 * @param signed id of the message by its signed return path; null where the report has none
 * @param messageIds candidates for its Message-ID, with angle brackets
 */
public record DeliveryReport(
        String identity, Kind kind, Refusal refusal, String feedback, UUID signed, Set<String> messageIds) {

    /** What a report says. */
    public enum Kind {
        /** The mail did not arrive. */
        BOUNCE,
        /** The recipient called it spam. */
        COMPLAINT,
        /** The recipient wants to be taken off the list, and has not called it spam. */
        OPT_OUT
    }

    public DeliveryReport {
        messageIds = Set.copyOf(messageIds);
    }
}
