package io.rapport.audit;

import java.util.regex.Pattern;

/**
 * Something to be noted in the audit log. No part of it holds personal data of the customer: it outlives an erasure.
 *
 * @param who who did it
 * @param action what was done
 * @param what where, such as {@code customer-page}, or the type of the event: {@code [a-z][a-z0-9.-]*}, at most 64
 *     characters
 * @param customerId whose data it was, without the kind; null if it was about no single customer
 * @param why the occasion, such as {@code task 4711}, or what somebody typed ({@link AuditReason#typed}); 1 to 500 characters
 */
public record AuditRecord(Actor who, AuditAction action, String what, String customerId, String why) {

    private static final Pattern WHAT = Pattern.compile("[a-z][a-z0-9.-]{0,63}");

    /** @throws IllegalArgumentException if a part is missing, or not as it must be */
    public AuditRecord {
        if (who == null || action == null) {
            throw new IllegalArgumentException("an audit entry says who did what");
        }
        if (what == null || !WHAT.matcher(what).matches()) {
            throw new IllegalArgumentException("what was done is a short name such as customer-page, and is " + what);
        }
        why = AuditReason.checked(why);
    }
}
