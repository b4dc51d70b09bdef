package io.rapport.outbox.internal;

import io.rapport.channel.SendResult;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What is to become of a message that a worker holds. It is carried out only if the row is still the worker's, in this very
 * attempt; for what the policy decided, only if what that was read from is still the same.
 *
 * @param message as it was claimed
 * @param worker that holds it
 * @param begun whether it was marked as sending since; otherwise it is only claimed
 * @param outcome what is counted, and published to the journey
 * @param notified whether a journey that listens is notified
 * @param change of the row
 * @param until when it is evaluated again, for the journey; null if it is not notified
 * @param reads versions by subject that must be the same; empty if it does not depend on any
 * @param notes evaluations to be kept that did not end the message
 * @param overtaken other messages to be evaluated now
 * @param result what the server said; null if none was asked
 */
record Transition(
        OutboxMessage message,
        String worker,
        boolean begun,
        Outcome outcome,
        boolean notified,
        Change change,
        Instant until,
        Map<String, String> reads,
        List<Note> notes,
        List<UUID> overtaken,
        SendResult result) {

    /**
     * New values of the row; null leaves a value as it is, unless it says otherwise.
     *
     * @param state the next one
     * @param channel what it goes out on
     * @param rule code of the reason
     * @param why the same for people
     * @param inputs what the policy went by, as JSON
     * @param dueAt when it is evaluated again
     * @param waitFor what it waits for; null for nothing that the policy names
     * @param heldByCap which limit holds it; null for none
     * @param attempts how many were made
     * @param refusedOn a channel that refused it for good; null for none
     */
    record Change(
            State state,
            String channel,
            String rule,
            String why,
            String inputs,
            Instant dueAt,
            String waitFor,
            String heldByCap,
            Integer attempts,
            String refusedOn) {

        static Change to(State state, String rule, String why) {
            return new Change(state, null, rule, why, null, null, null, null, null, null);
        }

        static Change again(Instant dueAt, int attempts, String rule, String why) {
            return new Change(State.QUEUED, null, rule, why, null, dueAt, null, null, attempts, null);
        }
    }

    /**
     * An entry of the delivery log.
     *
     * @param outcome deferred, switched or retried
     */
    record Note(UUID message, String outcome, String channel, String rule, String why) {}

    /** @return the number of attempts that the row must have for this to be about it */
    int attempt() {
        return begun ? message.attempts() + 1 : message.attempts();
    }
}
