package io.rapport.journey;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** Whether a journey takes the same customer, order or complaint again: the process property {@code reentry}. */
public sealed interface Reentry {

    /**
     * @param startedAt when the newest instance about the same thing started
     * @param running whether it still runs
     * @param now the moment of the new start
     * @return whether another may start
     */
    boolean allows(Instant startedAt, boolean running, Instant now);

    /** One instance for ever. */
    record Once() implements Reentry {
        @Override
        public boolean allows(Instant startedAt, boolean running, Instant now) {
            return false;
        }
    }

    /** Again as soon as the one before has ended. */
    record WhileNotRunning() implements Reentry {
        @Override
        public boolean allows(Instant startedAt, boolean running, Instant now) {
            return !running;
        }
    }

    /** Again when the one before has ended and its start lies that far back. */
    record After(Period pause) implements Reentry {
        @Override
        public boolean allows(Instant startedAt, boolean running, Instant now) {
            return !running
                    && !startedAt.atZone(ZoneOffset.UTC).plus(pause).toInstant().isAfter(now);
        }
    }

    /**
     * Reads the property.
     *
     * @param text {@code once}, {@code while-not-running} or {@code after} with a period such as {@code after P90D};
     *     {@code null} means {@code while-not-running}
     * @return the rule
     * @throws IllegalArgumentException if it is none of these
     */
    static Reentry parse(String text) {
        if (text == null || text.equals("while-not-running")) {
            return new WhileNotRunning();
        }
        if (text.equals("once")) {
            return new Once();
        }
        if (text.startsWith("after ")) {
            try {
                return new After(Period.parse(text.substring("after ".length()).trim()));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("reentry '" + text + "' needs a period such as P90D", e);
            }
        }
        throw new IllegalArgumentException(
                "reentry must be once, while-not-running or after P90D (a period), not '" + text + "'");
    }
}
