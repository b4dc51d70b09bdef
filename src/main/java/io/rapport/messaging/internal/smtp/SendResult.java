package io.rapport.messaging.internal.smtp;

/**
 * What became of one mail handed to the mail server.
 *
 * @param outcome one of four
 * @param why the server's answer or the fault, without addresses
 */
public record SendResult(Outcome outcome, String why) {

    /** The four things that can be known after an attempt. */
    public enum Outcome {
        /** The server has taken the mail; nothing that happens afterwards changes this. */
        SENT,
        /** The server certainly has not taken it; another attempt may help. */
        RETRY,
        /** The server has refused it for good. */
        PERMANENT,
        /** The mail was handed over completely and no answer came: the server may or may not have it. */
        UNKNOWN
    }
}
