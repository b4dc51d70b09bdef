package io.rapport.feedback;

import java.time.Instant;

/**
 * What a customer said about an offer.
 *
 * @param offer which; {@code null} if none was named and none was made
 * @param accepted yes or no
 * @param at when
 * @param effect what became of it
 */
public record Reply(Integer offer, boolean accepted, Instant at, Effect effect) {

    /** What an answer of a customer changes. */
    public enum Effect {
        /** The journey that asked goes on with it. */
        COUNTS,
        /** The offer was answered before, and the complaint is being investigated; staff see it on the card. */
        NOTED,
        /** A closed complaint is opened once more. */
        REOPENS,
        /** A complaint that was closed otherwise is accepted after all. */
        ACCEPTS,
        /** It is about an earlier offer, or comes when nothing can change any more. */
        LATE
    }
}
