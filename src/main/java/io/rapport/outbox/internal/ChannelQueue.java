package io.rapport.outbox.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Messages that leave the same way, with workers of their own: a way that is slow or closed holds up nothing else.
 *
 * @param channel that its workers send on, such as {@code email}
 * @param claims the channels of the rows that they evaluate. Which way a row really goes is decided then and not before;
 *     what is to go another way is left to the queue of that
 */
record ChannelQueue(String channel, List<String> claims) {

    /**
     * @param known all channels that messages may name
     * @param ready those beside e-mail that are set up
     * @return the queue of mails, which also holds what no other queue would: rows whose channel is not set up (any more)
     */
    static ChannelQueue ofMail(Collection<String> known, Collection<String> ready) {
        List<String> claims = new ArrayList<>(known);
        claims.removeAll(ready);
        return new ChannelQueue(ChannelDirectory.EMAIL, List.copyOf(claims));
    }

    /** @return the queue of a channel beside e-mail */
    static ChannelQueue of(String channel) {
        return new ChannelQueue(channel, List.of(channel));
    }

    boolean isMail() {
        return channel.equals(ChannelDirectory.EMAIL);
    }
}
