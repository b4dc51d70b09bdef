package io.rapport.audit;

import java.time.Instant;

/**
 * An entry of the audit log as it is read.
 *
 * @param at when it was noted, by the clock of the database
 * @param who who did it
 * @param action what was done
 * @param what where, such as {@code customer-page}
 * @param customerId whose data it was; null if it was about no single customer, or the customer was erased since
 * @param why the occasion
 */
public record AuditEntry(Instant at, Actor who, AuditAction action, String what, String customerId, String why) {}
