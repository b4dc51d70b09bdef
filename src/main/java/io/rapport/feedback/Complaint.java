package io.rapport.feedback;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A complaint in the register, after the stages of ISO 10002:2018. What has not happened yet is {@code null}.
 *
 * @param id the id of the system that opened it
 * @param number the number given to the customer, such as {@code C-2026-000042}
 * @param customerId who complains
 * @param orderId what about, if about an order
 * @param channel how it came in
 * @param text the customer's words; {@code null} after erasure
 * @param remedySought what the customer asks for
 * @param openedAt when it was made
 * @param severity critical, high or normal
 * @param workingHours business hours allowed for the answer
 * @param clockFrom from when the allowed time counts: opening, then reopening
 * @param dueAt when the allowed time ends
 * @param findings what the investigation found
 * @param rootCause why it happened
 * @param remedy apology, repair, replacement, refund or credit
 * @param reasons why, in the words that the customer reads
 * @param amount compensation, in the order's currency; 0 for none
 * @param accepted the customer's word on the answer
 * @param reopenedAt when it was opened once more
 * @param closedAt when it was closed
 * @param outcome accepted, silent, not-reached (our answer could not be brought to the customer), unresolved, erased, or
 *     duplicate: reported twice, and handled with another
 * @param sameAs id of the complaint that a duplicate is handled with
 */
public record Complaint(
        String id,
        String number,
        String customerId,
        String orderId,
        String channel,
        String text,
        String remedySought,
        Instant openedAt,
        String severity,
        Integer workingHours,
        Instant clockFrom,
        Instant dueAt,
        String findings,
        String rootCause,
        String remedy,
        String reasons,
        BigDecimal amount,
        Boolean accepted,
        Instant reopenedAt,
        Instant closedAt,
        String outcome,
        String sameAs) {

    /** @return whether it is not closed */
    public boolean isOpen() {
        return closedAt == null;
    }

    /** @return whether it was opened once more after an answer of ours */
    public boolean isReopened() {
        return reopenedAt != null;
    }
}
