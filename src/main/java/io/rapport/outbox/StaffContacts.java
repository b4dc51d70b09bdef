package io.rapport.outbox;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Messages that go out on the channel {@code task}: staff bring them to the customer by a call or a letter. */
public interface StaffContacts {

    /** What became of a contact. */
    enum ContactOutcome {
        /** The customer has the message. */
        REACHED,
        /** Nobody answered, and staff gave up. */
        NOT_REACHED,
        /** The number or address is not the customer's. */
        WRONG_NUMBER,
        /** The customer wants no such calls or letters: that withdraws consent. */
        REFUSED,
        /** The message was of no more use before anybody saw to it. */
        EXPIRED;

        /** @return as models and forms write it, such as {@code not-reached} */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /**
         * @param key as models and forms write it
         * @throws IllegalArgumentException if there is no such outcome; its text lists them
         */
        public static ContactOutcome of(String key) {
            return Arrays.stream(values())
                    .filter(outcome -> outcome.key().equals(key))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + key
                            + "' is no outcome of a contact; use one of "
                            + Arrays.stream(values()).map(ContactOutcome::key).toList()));
        }
    }

    /**
     * What staff are to bring across.
     *
     * @param call whether by a call; otherwise by a letter, since no number is known
     * @param language BCP 47 tag of the words: the customer's, as far as the message is written in it
     * @param subject in one line
     * @param paragraphs plain text
     */
    record ContactText(boolean call, String language, String subject, List<String> paragraphs) {}

    /**
     * @param messageId id of the message
     * @param customerId whom it is for
     * @return until when it makes sense to bring it across; empty if there is no such message to this customer
     */
    Optional<Instant> expiresAt(UUID messageId, String customerId);

    /**
     * Writes the message with its facts as they are now. It is for the eyes of the person who has the task, and is kept nowhere.
     *
     * @param messageId id of the message
     * @param customerId whom it is for
     * @return empty if there is no such message to this customer, or the customer was erased
     */
    Optional<ContactText> words(UUID messageId, String customerId);

    /**
     * Records what became of a contact, in the caller's transaction. Only the first record of a message counts.
     *
     * @param messageId id of the message
     * @param customerId whom it is for
     */
    void settle(UUID messageId, String customerId, ContactOutcome outcome);

    /**
     * @param contactId what a journey about a contact calls it, may be null
     * @return the id of its message; empty if it is none
     */
    static Optional<UUID> id(String contactId) {
        try {
            return contactId == null ? Optional.empty() : Optional.of(UUID.fromString(contactId));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
