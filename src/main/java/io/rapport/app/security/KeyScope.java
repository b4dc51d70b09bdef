package io.rapport.app.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a system may do with its key; events alone, unless its setting says otherwise. */
enum KeyScope {
    /** Sends events, cancels them, and asks what became of them. */
    EVENTS("events"),
    /** Brings in files of customers, orders, consents and points. */
    IMPORTS("imports"),
    /** Reads what became of the files of all systems, without their rows. */
    IMPORTS_READ("imports:read"),
    /** Reads all that is known of any customer. */
    CUSTOMERS_READ("customers:read"),
    /** Lets tills use the points and coupons of customers. */
    LOYALTY("loyalty"),
    /** Lets the shop make pools of coupons and fill them. */
    COUPON_POOLS("coupon-pools");

    private final String written;

    KeyScope(String written) {
        this.written = written;
    }

    /** @return as settings and answers name it */
    String written() {
        return written;
    }

    /** @return the authority that a key with this scope gives */
    String authority() {
        return "SCOPE_" + written;
    }

    static Optional<KeyScope> find(String written) {
        return Arrays.stream(values())
                .filter(scope -> scope.written.equals(written.strip().toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    static String all() {
        return Arrays.stream(values()).map(KeyScope::written).collect(Collectors.joining(", "));
    }
}
