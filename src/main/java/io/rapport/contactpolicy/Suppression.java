package io.rapport.contactpolicy;

import java.time.Instant;
import java.util.Locale;

/**
 * Why nothing is sent to an address any more.
 *
 * @param reason what happened
 * @param since when it happened
 */
public record Suppression(Reason reason, Instant since) {

    /** What suppresses an address, the weightiest first. */
    public enum Reason {
        /** The recipient reported our message to the mail provider as spam. */
        SPAM_COMPLAINT,
        /** Whose it was asked to be forgotten. Who registers with it later is not meant, nor what is owed to another there. */
        ERASED,
        /** The address does not exist, or refuses us for good. */
        HARD_BOUNCE,
        /** The recipient answered STOP, and the provider takes nothing for the number any more. */
        OPTED_OUT,
        /** An operator decided so, with a note. */
        MANUAL,
        /** Message after message could not be delivered. */
        SOFT_BOUNCES;

        /** @return as the tables have it, such as {@code hard_bounce} */
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Reason of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }
}
