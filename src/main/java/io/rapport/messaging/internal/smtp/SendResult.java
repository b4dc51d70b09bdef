package io.rapport.messaging.internal.smtp;

import java.time.Duration;

/**
 * What became of one message handed to a server.
 *
 * @param outcome one of four
 * @param why the server's answer or the fault, without addresses
 * @param pause what the server asks to wait before another attempt, in real time; null if it asks for none
 * @param optedOut whether the server refused because the recipient told it to stop: that withdraws consent
 */
public record SendResult(Outcome outcome, String why, Duration pause, boolean optedOut) {

    /** The four things that can be known after an attempt. */
    public enum Outcome {
        /** The server has taken the message; nothing that happens afterwards changes this. */
        SENT,
        /** The server certainly has not taken it, or a second one does no harm; another attempt may help. */
        RETRY,
        /** The server has refused it for good. */
        PERMANENT,
        /** The message was handed over completely and no answer came: the server may or may not have it. */
        UNKNOWN
    }

    public SendResult(Outcome outcome, String why) {
        this(outcome, why, null, false);
    }
}
