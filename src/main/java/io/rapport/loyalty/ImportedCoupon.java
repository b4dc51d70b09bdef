package io.rapport.loyalty;

import java.time.Instant;

/**
 * A code that the shop made, as a file has it.
 *
 * @param n of the row
 * @param code as the shop's checkout knows it
 * @param pool that it is for
 * @param expiresAt when it ends in the shop
 */
public record ImportedCoupon(long n, String code, String pool, Instant expiresAt) {}
