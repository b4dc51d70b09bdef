package io.rapport.release;

import java.util.Arrays;
import java.util.Locale;

/** What was done to make a release; called as the commands are. */
public enum ReleaseAction {
    /** Files were sent, or read from a directory or the jar. */
    DEPLOY,
    /** Some of what was live was let go. */
    RETIRE,
    /** An earlier release was released again. */
    ROLLBACK,
    /** Files of the program took the place of what somebody had changed. */
    TAKE_SHIPPED,
    /** What had been retired was needed no longer. */
    TIDY;

    /** @return its name for programs and in the table, such as {@code take-shipped} */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static ReleaseAction of(String key) {
        return Arrays.stream(values())
                .filter(action -> action.key().equals(key))
                .findFirst()
                .orElse(null);
    }
}
