package io.rapport.journey;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * How long after something happened a journey still starts on it: the process property {@code starts-within}, and on what an
 * entry of {@code dates.yaml} raises, the time for which that catches up. What comes later is taken in all the same, and starts
 * nothing: nobody is thanked for an order of two months ago.
 *
 * @param length more than nothing; {@code null}: however long ago it was
 */
public record StartWindow(Duration length) {

    /**
     * @param happened when it happened, by the sender's word
     * @param now the moment of the start
     * @return whether the journey still starts
     */
    public boolean isOpen(Instant happened, Instant now) {
        return length == null || !happened.plus(length).isBefore(now);
    }

    /**
     * @param limit a further one; {@code null}: none
     * @return the shorter of the two
     */
    public StartWindow within(Duration limit) {
        return limit == null || length != null && length.compareTo(limit) <= 0 ? this : new StartWindow(limit);
    }

    /**
     * Reads the property.
     *
     * @param text days or hours, such as {@code P14D} or {@code PT10H}; {@code null}: however long ago it was
     * @return the window
     * @throws IllegalArgumentException if it is neither, or nothing at all
     */
    public static StartWindow parse(String text) {
        if (text == null) {
            return new StartWindow(null);
        }
        try {
            Duration length = Duration.parse(text.strip());
            if (!length.isNegative() && !length.isZero()) {
                return new StartWindow(length);
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(fault(text), e);
        }
        throw new IllegalArgumentException(fault(text));
    }

    private static String fault(String text) {
        return "starts-within must be days or hours, such as P14D or PT10H, not '" + text + "'";
    }
}
