package io.rapport.outbox;

import io.rapport.outbox.OutboxMessage.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What operators see of messages: ids, rules and the mail servers' answers, nothing personal. */
public interface MessageSearch {

    /** The time span of a search that names neither an id nor a beginning: the outbox may hold years. */
    Duration DEFAULT_SPAN = Duration.ofDays(1);

    /**
     * Which messages; {@code null} leaves a field open.
     *
     * @param message id of the row
     * @param customerId to whom
     * @param orderId about what
     * @param state where they stand
     * @param rule code of the rule behind the latest decision
     * @param from queued at or after
     * @param to queued before
     */
    record Criteria(
            UUID message, String customerId, String orderId, State state, String rule, Instant from, Instant to) {

        /** @return whether it names what it is about; otherwise it is about a time span */
        public boolean isNarrow() {
            return message != null || customerId != null || orderId != null;
        }
    }

    /**
     * Where the next page begins.
     *
     * @param queuedAt of the last message of the page before
     * @param id its id
     */
    record Cursor(Instant queuedAt, UUID id) {}

    /**
     * How many messages stand where, and why.
     *
     * @param state where
     * @param rule code; {@code null} where nobody decided yet
     * @param messages how many
     */
    record Count(State state, String rule, long messages) {}

    /**
     * An entry of the delivery log: an evaluation or an attempt that did not end the message.
     *
     * @param at when
     * @param outcome deferred, switched or retried
     * @param channel it would have gone out on
     * @param rule code of what decided
     * @param why in words
     */
    record LogEntry(Instant at, String outcome, String channel, String rule, String why) {}

    /**
     * What came back after it was sent.
     *
     * @param at when
     * @param kind hard, soft or complaint
     * @param status code (RFC 3463) or kind of feedback; may be null
     */
    record Report(Instant at, String kind, String status) {}

    /**
     * All that is known of a message.
     *
     * @param message its row
     * @param log the delivery log, the oldest first
     * @param reports the oldest first
     */
    record MessageDetails(OutboxMessage message, List<LogEntry> log, List<Report> reports) {}

    /**
     * Finds messages.
     *
     * @param search which; without message, customer, order and beginning the last {@link #DEFAULT_SPAN}
     * @param after where the page before ended; {@code null} for the first
     * @param most messages on the page
     * @return the youngest first
     */
    List<OutboxMessage> find(Criteria search, Cursor after, int most);

    /**
     * Counts messages.
     *
     * @param search which; without message, customer, order and beginning the last {@link #DEFAULT_SPAN}
     * @return by state and rule, the most first
     */
    List<Count> counts(Criteria search);

    /**
     * Reads all that is known of a message.
     *
     * @param id of the row
     * @return empty if there is no such message
     */
    Optional<MessageDetails> details(UUID id);
}
