package io.rapport.contactpolicy;

import java.time.Instant;

/**
 * What is to become of a message now.
 *
 * @param action send it, ask again later, try another channel, or never send it
 * @param until when to ask again; null unless deferred
 * @param rule the rule that decided, in kebab-case, such as {@code quiet-hours}
 * @param why the rule with what decided it, readable by people, without personal data
 * @param inputs what it went by, as JSON without personal data
 * @param waitFor what a deferred message waits for, such as {@code quiet-hours}; null if nothing that the policy names
 * @param heldByCap the limit that holds it, such as {@code total}; null for none
 */
public record PolicyDecision(
        Action action, Instant until, String rule, String why, String inputs, String waitFor, String heldByCap) {

    /** The rule of messages that wait because the table cannot be asked. */
    public static final String TABLE_FAULT = "table-fault";

    /**
     * @param more what people should know besides; null for nothing
     * @return the same decision with that
     */
    public PolicyDecision because(String more) {
        return more == null
                ? this
                : new PolicyDecision(action, until, rule, why + "; " + more, inputs, waitFor, heldByCap);
    }

    /** What the dispatcher does next. */
    public enum Action {
        /** Goes out now. */
        SEND,
        /** Goes back into the queue until {@link PolicyDecision#until}. */
        DEFER,
        /** Is evaluated again for the next of the message's channels that can reach the customer. */
        SWITCH,
        /** Never goes out. */
        WITHHOLD
    }
}
