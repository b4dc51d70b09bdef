package io.rapport.channel;

import java.time.Duration;

/**
 * What became of one message handed to a server.
 *
 * @param outcome how it stands
 * @param why the server's answer or the fault, without addresses
 * @param pause what the server asks to wait before another attempt, in real time; null if it asks for none
 * @param optedOut channel of consent that the recipient asked the server to stop, such as {@code sms}; null for none
 * @param refusal what the server's refusal means for the address; null where it was none, or is not known
 */
public record SendResult(Outcome outcome, String why, Duration pause, String optedOut, Refusal refusal) {

    /** What can be known after an attempt. */
    public enum Outcome {
        /** The server has taken the message; nothing that happens afterwards changes this. */
        SENT,
        /** Staff have it, and will record what comes of it. */
        ASSIGNED,
        /** The server certainly has not taken it, or a second one does no harm; another attempt may help. */
        RETRY,
        /** Nobody has been asked, or the same attempt may be made again: a fault of ours that is no attempt of the message. */
        POSTPONED,
        /** The server has refused it for good. */
        PERMANENT,
        /** The message was handed over completely and no answer came: the server may or may not have it. */
        UNKNOWN
    }

    public SendResult(Outcome outcome, String why) {
        this(outcome, why, null, null);
    }

    public SendResult(Outcome outcome, String why, Duration pause, String optedOut) {
        this(outcome, why, pause, optedOut, null);
    }

    /** @return a message that was refused for good, and what that means for its address */
    public static SendResult refused(String why, Refusal refusal) {
        return new SendResult(Outcome.PERMANENT, why, null, null, refusal);
    }
}
