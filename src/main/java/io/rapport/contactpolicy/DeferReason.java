package io.rapport.contactpolicy;

import java.util.Locale;
import java.util.Optional;

/** What a deferred message waits for. */
public enum DeferReason {
    /** An address to send to. */
    ADDRESS,
    /** The end of the customer's pause. */
    PAUSE,
    /** The end of the customer's complaint. */
    COMPLAINT,
    /** That something else is true of the customer, or is not any more, such as a {@link PolicyFact} that was added. */
    FACT,
    /** The day after a public holiday. */
    HOLIDAY,
    /** The end of the night. */
    QUIET_HOURS,
    /** The hour that suits the customer. */
    PREFERRED_HOUR,
    /** A free slot. */
    CAP,
    /** Messages that go before it. */
    TURN,
    /** An event that may forbid the message, and waits in the inbox. */
    NEWS;

    /** @return its name in the tables, such as {@code quiet-hours} */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<DeferReason> of(String key) {
        for (DeferReason wait : values()) {
            if (wait.key().equals(key)) {
                return Optional.of(wait);
            }
        }
        return Optional.empty();
    }
}
