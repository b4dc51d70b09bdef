package io.rapport.app.customers;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What staff may do for a customer from the customer's page. */
enum StaffAction {
    /** A call or visit is noted. */
    CONTACT(false),
    /** A complaint is opened. */
    COMPLAINT(false),
    /** The profile is changed. */
    PROFILE(true),
    /** A consent is granted or withdrawn. */
    CONSENT(true),
    /** The use of the customer's data is restricted, or allowed again. */
    RESTRICTION(true),
    /** The adviser is changed. */
    ADVISER(true),
    /** Points are corrected. */
    POINTS(true),
    /** A journey is started that allows it. */
    JOURNEY(true),
    /** An erasure that has not happened yet is called off. */
    WITHDRAWAL(true);

    private final boolean forEditors;

    StaffAction(boolean forEditors) {
        this.forEditors = forEditors;
    }

    /** @return whether it takes more than seeing the customer */
    boolean isForEditors() {
        return forEditors;
    }

    /** @return whether it notes what a customer did, perhaps on an earlier day */
    boolean mayBeEarlier() {
        return this == CONTACT || this == COMPLAINT || this == CONSENT || this == JOURNEY;
    }

    /** @return as addresses of pages and texts name it */
    String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<StaffAction> find(String path) {
        return Arrays.stream(values())
                .filter(action -> action.path().equals(path))
                .findFirst();
    }
}
