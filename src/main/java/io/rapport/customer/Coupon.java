package io.rapport.customer;

import java.time.Instant;

/**
 * A personal discount.
 *
 * @param code what the customer enters
 * @param customerId for whom
 * @param percent off, 1 to 100
 * @param issuedAt when it was made
 * @param expiresAt when it ends
 */
public record Coupon(String code, String customerId, int percent, Instant issuedAt, Instant expiresAt) {}
