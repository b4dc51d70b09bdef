package io.rapport.inbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What an event did to one journey instance.
 *
 * @param kind what happened
 * @param journey the journey's key
 * @param businessKey what the instance is about
 * @param instanceId the engine's id of the instance; {@code null} where none started
 */
public record EventEffect(
        @Schema(description = "What happened") Kind kind,
        @Schema(description = "The journey's key", example = "post-purchase") String journey,
        @Schema(description = "What the instance is about", example = "order:4711") String businessKey,
        @Schema(
                        description = "The engine's id of the instance; null where none started",
                        types = {"string", "null"})
                String instanceId) {

    /** The ways in which an event touches a journey. */
    public enum Kind {
        /** It started the instance. */
        @JsonProperty("started")
        STARTED,
        /** The instance waited for it and went on. */
        @JsonProperty("advanced")
        ADVANCED,
        /** It ended the instance. */
        @JsonProperty("ended")
        ENDED,
        /** The journey does not take the same thing again now (its re-entry rule), or an earlier one does its work. */
        @JsonProperty("refused")
        REFUSED,
        /** It happened too long ago for the journey to start on it (its property starts-within). */
        @JsonProperty("late")
        LATE
    }
}
