package io.rapport.audit;

import java.util.Locale;

/** What somebody did with a customer's data. */
public enum AuditAction {
    /** It was shown. */
    READ,
    /** It was changed, or something was begun for the customer. */
    CHANGE,
    /** All of it was handed out. */
    EXPORT,
    /** It was deleted on the customer's wish. */
    ERASE,
    /** Two records became one, or one became two again. */
    MERGE,
    /** Data of many customers came in at once. */
    IMPORT;

    /** @return as it stands in the log */
    String written() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AuditAction read(String written) {
        return valueOf(written.toUpperCase(Locale.ROOT));
    }
}
