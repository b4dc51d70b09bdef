package io.rapport.inbox;

/**
 * What an event did to one journey instance.
 *
 * @param kind what happened
 * @param journey the journey's key
 * @param businessKey what the instance is about
 * @param instanceId the engine's id of the instance; {@code null} when refused
 */
public record Effect(Kind kind, String journey, String businessKey, String instanceId) {

    /** The ways in which an event touches a journey. */
    public enum Kind {
        /** It started the instance. */
        STARTED,
        /** The instance waited for it and went on. */
        ADVANCED,
        /** It ended the instance. */
        ENDED,
        /** The journey does not take the same thing again now (its re-entry rule). */
        REFUSED
    }
}
