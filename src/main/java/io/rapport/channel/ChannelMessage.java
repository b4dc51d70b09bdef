package io.rapport.channel;

import java.util.Map;
import java.util.UUID;

/**
 * A message that is written for one customer and may go now.
 *
 * @param id of the outbox row; the same for each attempt
 * @param messageId the row's Message-ID, the same for each attempt
 * @param customerId whom it is for
 * @param address where to, in the channel's form as it is on file; null for channels without one
 * @param text what it says, plain text
 * @param subject one line; null for channels without one
 * @param html the same as HTML; null for channels without it
 * @param language BCP 47 tag of what it is written in
 * @param facts opaque ids and codes that a machine may read beside the text, such as {@code message} and
 *     {@code orderId}: strings, numbers and booleans, no personal data
 * @param attempt 1 for the first
 */
public record ChannelMessage(
        UUID id,
        String messageId,
        String customerId,
        String address,
        String text,
        String subject,
        String html,
        String language,
        Map<String, Object> facts,
        int attempt) {

    public ChannelMessage {
        facts = Map.copyOf(facts);
    }

    /** Without what it says and to whom: that has no place in a log. */
    @Override
    public String toString() {
        return "ChannelMessage[id=" + id + ", attempt=" + attempt + "]";
    }
}
