package io.rapport.customer;

import java.time.Instant;
import java.util.Locale;

/**
 * How often and when a customer wants to hear from us. It concerns care and promotional messages; what is owed comes
 * regardless.
 *
 * @param pace how often
 * @param pausedUntil nothing until then; {@code null} if the customer never paused, and possibly in the past
 * @param preferredHour hour of the day in the customer's time zone, 0 to 23; {@code null} for any
 */
public record ContactPreferences(Pace pace, Instant pausedUntil, Integer preferredHour) {

    /** What holds for a customer who chose nothing. */
    public static final ContactPreferences DEFAULT = new ContactPreferences(Pace.NORMAL, null, null);

    /** How often we may write. */
    public enum Pace {
        /** As often as the company's own limits allow. */
        NORMAL,
        /** Clearly less often than that. */
        LESS;

        /** @return the name in events and tables, such as {@code less} */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * @param key as {@link #key()} gives it
         * @throws IllegalArgumentException if there is no such pace
         */
        public static Pace of(String key) {
            return valueOf(key.toUpperCase(Locale.ROOT));
        }
    }

    /** @return whether the customer has paused us at that moment */
    public boolean isPaused(Instant moment) {
        return pausedUntil != null && moment.isBefore(pausedUntil);
    }
}
