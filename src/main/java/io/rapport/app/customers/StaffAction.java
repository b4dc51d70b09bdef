package io.rapport.app.customers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What staff may do for a customer from the customer's page. */
enum StaffAction {
    /** A call or visit is noted. */
    CONTACT(false, "channel", "direction", "outcome", "note", "day"),
    /** A complaint is opened. */
    COMPLAINT(false, "channel", "text", "orderId", "remedySought", "day"),
    /** The profile is changed. */
    PROFILE(true, "firstName", "lastName", "email", "phone", "birthday", "locale", "timeZone", "reason"),
    /** A consent is granted or withdrawn. */
    CONSENT(true, "said", "channel", "topic", "basis", "source", "wording", "day"),
    /** The use of the customer's data is restricted, or allowed again. */
    RESTRICTION(true, "use", "reason"),
    /** The adviser is changed. */
    ADVISER(true, "adviser", "reason"),
    /** Points are corrected. */
    POINTS(true, "points", "reason"),
    /** A journey is started that allows it; the fields of its start event stand beside these. */
    JOURNEY(true, "journey", "day", "reason"),
    /** An erasure that has not happened yet is called off. */
    WITHDRAWAL(true, "request", "reason");

    private final boolean forEditors;
    private final List<String> fields;

    StaffAction(boolean forEditors, String... fields) {
        this.forEditors = forEditors;
        this.fields = List.of(fields);
    }

    /** @return the names of what its form asks for */
    List<String> fields() {
        return fields;
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
