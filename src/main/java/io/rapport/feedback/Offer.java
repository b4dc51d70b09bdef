package io.rapport.feedback;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * An answer of ours to a complaint, as the customer got it.
 *
 * @param no 1 for the first; the links in its mail carry it
 * @param at when it was made
 * @param remedy apology, repair, replacement, refund or credit
 * @param amount in the complaint's currency, {@code null} for none
 * @param reasons in the words that the customer reads
 */
public record Offer(int no, Instant at, String remedy, BigDecimal amount, String reasons) {}
