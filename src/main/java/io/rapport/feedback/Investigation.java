package io.rapport.feedback;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * One investigation of a complaint. What has not happened is {@code null}.
 *
 * @param no 1 for the first
 * @param at when it was done
 * @param by login of who did it
 * @param findings what happened
 * @param rootCause why
 * @param remedy proposed: apology, repair, replacement, refund or credit
 * @param amount proposed, in the complaint's currency
 * @param reasons in the words that the customer reads
 * @param decision approve, change or refuse, if somebody else decided
 * @param decidedBy login of who decided
 * @param decidedAmount what was approved
 * @param note to the investigator
 */
public record Investigation(
        int no,
        Instant at,
        String by,
        String findings,
        String rootCause,
        String remedy,
        BigDecimal amount,
        String reasons,
        String decision,
        String decidedBy,
        BigDecimal decidedAmount,
        String note) {}
