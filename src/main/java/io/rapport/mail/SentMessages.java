package io.rapport.mail;

import java.util.Optional;
import java.util.UUID;

/** The messages that went out, by what a report about one of them may name. */
public interface SentMessages {

    /**
     * A message that went out.
     *
     * @param id of its row
     * @param message its name, such as {@code welcome}
     * @param customerId to whom; {@code null} if it went to staff
     * @param instanceId the journey's instance that asked for it; {@code null} if none did
     * @param erased whether the customer was erased since
     */
    record SentMessage(UUID id, String message, String customerId, String instanceId, boolean erased) {}

    /**
     * @param id of the row
     * @return the message; empty if there is none
     */
    Optional<SentMessage> byId(UUID id);

    /**
     * @param messageId a Message-ID, as its header stands
     * @return the message; empty if there is none
     */
    Optional<SentMessage> byMessageId(String messageId);
}
