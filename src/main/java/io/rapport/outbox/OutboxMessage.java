package io.rapport.outbox;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A row of the outbox: a message on its way, or what became of it. Ids are bare; nothing personal is in it.
 *
 * @param id of the row
 * @param message name of a folder in {@code messages/}
 * @param category as {@code message.yaml} said when it was queued, such as {@code promotional}
 * @param customerId recipient, or null
 * @param staffId recipient, or null
 * @param orderId what it is about, or null
 * @param complaintId what it is about, or null
 * @param surveyId the survey that it asks to answer, or null
 * @param couponCode the coupon that it carries, or null
 * @param journey key of the process that wanted it, or null
 * @param instanceId that process's instance, or null
 * @param state where it stands
 * @param messageId the mail's Message-ID, the same for each attempt
 * @param attempts how often the mail server was approached
 * @param queuedAt business time of the request
 * @param dueAt not evaluated before
 * @param expiresAt not sent from then on
 * @param settledAt when its end state was reached, or null
 * @param locale what it was rendered in, or null
 * @param why the rule behind the latest decision, or the mail server's answer; null while it was not evaluated
 * @param channel what it goes out on, or went, such as {@code email}
 * @param priority 0 to 100: of two that want a customer's last contact of a window, the higher goes first
 * @param contactedAt business time of handing it over, or null; null again when it certainly did not arrive
 * @param rule code of the rule behind the latest decision, such as {@code quiet-hours}; null while it was not evaluated
 * @param inputs what the contact policy went by then, as JSON without anything personal; null before
 * @param waitFor what the contact policy has it wait for, such as {@code quiet-hours}; null where it waits for none of that
 * @param refusedOn the channels that refused it for good, and are not tried again
 */
public record OutboxMessage(
        UUID id,
        String message,
        String category,
        String customerId,
        String staffId,
        String orderId,
        String complaintId,
        String surveyId,
        String couponCode,
        String journey,
        String instanceId,
        State state,
        String messageId,
        int attempts,
        Instant queuedAt,
        Instant dueAt,
        Instant expiresAt,
        Instant settledAt,
        String locale,
        String why,
        String channel,
        int priority,
        Instant contactedAt,
        String rule,
        String inputs,
        String waitFor,
        List<String> refusedOn) {

    /** Keeps the channels as they are now. */
    public OutboxMessage {
        refusedOn = List.copyOf(refusedOn);
    }

    /** Where a message stands. */
    public enum State {
        /** Waits for its time, or for another attempt. */
        QUEUED,
        /** A worker has claimed it. */
        CLAIMED,
        /** Being handed to the mail server: recorded before the first byte. */
        SENDING,
        /** With staff, who are to call the customer or write a letter, and record what came of it. */
        ASSIGNED,
        /** The mail server has it. */
        SENT,
        /** The contact policy decided against it. */
        WITHHELD,
        /** Refused for good, not to be rendered, or out of attempts. */
        FAILED,
        /** Perhaps the mail server has it: a person decides, or the message's own rule sends it again. */
        UNKNOWN
    }
}
