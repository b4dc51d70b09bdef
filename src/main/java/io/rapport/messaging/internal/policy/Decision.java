package io.rapport.messaging.internal.policy;

import java.time.Instant;

/**
 * What is to become of a message now.
 *
 * @param action send it, ask again later, or never send it
 * @param until when to ask again; null unless deferred
 * @param rule the rule that decided, in kebab-case, such as {@code quiet-hours}
 * @param why the rule with the inputs that it looked at, readable by people, without personal data
 */
public record Decision(Action action, Instant until, String rule, String why) {

    /** What the dispatcher does next. */
    public enum Action {
        /** Goes out now. */
        SEND,
        /** Goes back into the queue until {@link Decision#until}. */
        DEFER,
        /** Never goes out. */
        WITHHOLD
    }
}
