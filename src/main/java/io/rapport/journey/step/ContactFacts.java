package io.rapport.journey.step;

import io.rapport.outbox.StaffContacts;
import java.util.Date;

/** What expressions may ask about a contact: a message that staff bring to a customer. */
@Facts("contactFacts")
public final class ContactFacts {

    private final StaffContacts contacts;

    ContactFacts(StaffContacts contacts) {
        this.contacts = contacts;
    }

    /**
     * @param contactId id of the message
     * @param customerId bare id of whom it is for
     * @return until when it makes sense to bring it across
     */
    public Date expiresAt(String contactId, String customerId) {
        return StaffContacts.id(contactId)
                .flatMap(id -> contacts.expiresAt(id, customerId))
                .map(Date::from)
                .orElseThrow(() -> new IllegalStateException("there is no message " + contactId + " to this customer"));
    }
}
