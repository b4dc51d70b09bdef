package io.rapport.mail.internal.bounce;

import io.rapport.channel.Refusal;
import java.util.Set;

/** What a mail in the mailbox for bounces turned out to be. */
sealed interface ParsedReport {

    /**
     * A message did not arrive.
     *
     * @param traces of the message
     * @param refusal why, and about whom that is
     */
    record Bounce(Traces traces, Refusal refusal) implements ParsedReport {}

    /**
     * The recipient called a message spam.
     *
     * @param traces of the message
     * @param feedback kind of complaint, such as {@code abuse}
     */
    record FeedbackReport(Traces traces, String feedback) implements ParsedReport {}

    /**
     * The recipient wants to be taken off the list, and has not called the message spam.
     *
     * @param traces of the message
     * @param feedback {@code opt-out}, or {@code opt-out-list} for the list of the message alone
     */
    record OptOut(Traces traces, String feedback) implements ParsedReport {}

    /**
     * Understood, and nothing to do.
     *
     * @param what such as {@code delayed} or {@code auto-reply}
     */
    record Nothing(String what) implements ParsedReport {}

    /**
     * Not understood: a person should read it.
     *
     * @param why without addresses or text of the mail
     */
    record Unclear(String why) implements ParsedReport {}

    /**
     * By what the message may be found.
     *
     * @param addresses candidates for its return path
     * @param messageIds candidates for its Message-ID, with angle brackets
     */
    record Traces(Set<String> addresses, Set<String> messageIds) {}
}
