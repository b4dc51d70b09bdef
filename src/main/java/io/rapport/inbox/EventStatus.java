package io.rapport.inbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/**
 * What became of an event.
 *
 * @param source its sender
 * @param id the sender's id
 * @param type its type
 * @param state where it stands
 * @param receivedAt when it was accepted
 * @param settledAt when it was done, given up, put away or cancelled; {@code null} while it waits
 * @param attempts failed tries so far
 * @param reason why it waits, is dead, was put away or cancelled; {@code null} otherwise
 * @param effects what it did to journeys
 */
public record EventStatus(
        @Schema(description = "Its sender") String source,
        @Schema(description = "The sender's id") String id,
        @Schema(description = "Its type", example = "order.placed") String type,
        @Schema(
                        description =
                                "waiting: in the queue, between tries, kept for its time of delivery or until a"
                                        + " journey waits for it, or still to be taken by some journey; done: all its work is"
                                        + " committed; dead: given up, whole or for a journey, an operator"
                                        + " decides; discarded: an operator let it be; cancelled: by its sender, before its time")
                State state,
        @Schema(description = "When it was accepted") Instant receivedAt,
        @Schema(
                        description = "When it was done or given up; null while it waits",
                        types = {"string", "null"},
                        format = "date-time")
                Instant settledAt,
        @Schema(description = "Failed tries so far") int attempts,
        @Schema(
                        description = "Why it waits or is dead; null otherwise",
                        types = {"string", "null"})
                String reason,
        @Schema(description = "What it did to journeys") List<EventEffect> effects) {

    /** The states an event is seen in from outside. */
    public enum State {
        /** In the queue, between tries, kept for its time of delivery or a journey to come, or still owed to a journey. */
        @JsonProperty("waiting")
        WAITING,
        /** All its work is committed. */
        @JsonProperty("done")
        DONE,
        /** Given up, whole or for a journey, with a reason; an operator decides. */
        @JsonProperty("dead")
        DEAD,
        /** It was to be delivered later and was cancelled before that. */
        @JsonProperty("cancelled")
        CANCELLED,
        /** It was given up, and an operator put it away. */
        @JsonProperty("discarded")
        DISCARDED
    }
}
