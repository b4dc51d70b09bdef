package io.rapport.outbox.internal;

import io.rapport.channel.ChannelMessage;
import io.rapport.mail.OutgoingMail;

/**
 * A message that is written, to be handed over to one channel.
 *
 * @param mail what to send by e-mail; null for another channel
 * @param other what to send on another channel; null for e-mail
 */
record PreparedMessage(OutgoingMail mail, ChannelMessage other) {

    /** @return where it goes; null for a channel without addresses */
    String address() {
        return mail == null ? other.address() : mail.address();
    }

    /** @return what it is written in, as a BCP 47 tag */
    String language() {
        return mail == null ? other.language() : mail.language();
    }
}
