package io.rapport.outbox.internal;

import io.rapport.contactpolicy.PolicyDecision;
import io.rapport.contactpolicy.PolicyDecision.Action;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the contact policy says of a message, and what that was read from.
 *
 * @param decision the last one
 * @param channel that it is about
 * @param otherwise the channel that the message may go on if this one refuses it for good; null for none
 * @param passed the decisions that led on to it, from channel to channel
 * @param reads versions by subject; while they are the same the decision holds, except for what the time brings
 * @param news events that wait and may forbid messages to the customer, in alphabetical order; null for staff
 * @param usage what was counted; null where no cap concerns the message
 * @param overtaken competing messages that sleep though a contact has left the window, to be evaluated before this one
 * @param at business time
 */
record Evaluation(
        PolicyDecision decision,
        String channel,
        String otherwise,
        List<Passed> passed,
        Map<String, String> reads,
        List<String> news,
        CapUsage usage,
        List<UUID> overtaken,
        Instant at) {

    /**
     * A channel that was passed over.
     *
     * @param channel that the message does not take
     * @param decision why
     */
    record Passed(String channel, PolicyDecision decision) {}

    boolean isSend() {
        return decision.action() == Action.SEND;
    }
}
