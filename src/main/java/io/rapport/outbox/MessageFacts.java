package io.rapport.outbox;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What messaging must know of the rooms beside it, provided by the floor above: complaints and staff. */
public interface MessageFacts {

    /**
     * Variables for the template beside those of the customer, order, coupon and links.
     *
     * @param message the row that is about to be rendered
     * @param locale how to write amounts and dates
     * @param zone the recipient's, for dates
     * @return variables by name, such as {@code complaint} and {@code task}, in maps, lists and ready strings
     */
    Map<String, Object> context(OutboxMessage message, Locale locale, ZoneId zone);

    /**
     * @param complaintId bare id
     * @return the number of the newest offer made about the complaint, for the link in its mail; 0 if none was made
     */
    default int complaintOffer(String complaintId) {
        return 0;
    }

    /**
     * Returns whether a journey wants to know what becomes of its messages, so that no event is written in vain.
     *
     * @param journey key of the process that sent a message
     * @param eventType such as {@code message.sent}
     * @return whether that process, or one that calls it, catches the event; false where no journeys are
     */
    default boolean listens(String journey, String eventType) {
        return false;
    }

    /** @return the member of staff with this user id; empty when there is none any more */
    Optional<StaffRecipient> staff(String staffId);
}
