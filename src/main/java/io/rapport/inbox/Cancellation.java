package io.rapport.inbox;

/** What the inbox says to the wish to cancel an event that was to be delivered later. */
public enum Cancellation {
    /** It will not be delivered; also when it was cancelled before. */
    CANCELLED,
    /** It was delivered already, or never was to be delivered later; nothing was done. */
    TOO_LATE,
    /** No event with this source and id was accepted. */
    UNKNOWN
}
