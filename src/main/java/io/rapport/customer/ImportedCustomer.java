package io.rapport.customer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.PartialDate;
import io.rapport.inbox.ExternalId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A customer as a file has them. What the file does not say is {@code null}.
 *
 * @param n number of the row, by which it is spoken of
 * @param id without the kind
 * @param attributes further facts by name
 * @param identities what the customer is called elsewhere
 * @param updatedAt when the row was last changed in the system that it comes from
 */
public record ImportedCustomer(
        long n,
        String id,
        String firstName,
        String lastName,
        String email,
        String phone,
        PartialDate birthday,
        String locale,
        String timeZone,
        ObjectNode attributes,
        List<ExternalId> identities,
        Instant registeredAt,
        Instant confirmedAt,
        Instant updatedAt) {

    /** Events have numbers above 0, so that each of them outranks whatever a file says; of files the newer row does. */
    static final long BEFORE_ALL_EVENTS = Long.MIN_VALUE / 2;

    /** @return what stands in {@code customer.versions} for a fact of that moment */
    static long version(Instant moment) {
        return BEFORE_ALL_EVENTS + ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    /** @return the version under each field that the row names, an attribute as one of its own; empty for an undated row */
    ObjectNode versions() {
        ObjectNode versions = JsonNodeFactory.instance.objectNode();
        if (updatedAt != null) {
            put(versions, "firstName", firstName);
            put(versions, "lastName", lastName);
            put(versions, "email", email);
            put(versions, "phone", phone);
            put(versions, "birthday", birthday);
            put(versions, "locale", locale);
            put(versions, "timeZone", timeZone);
            attributes.fieldNames().forEachRemaining(name -> put(versions, "attributes." + name, attributes));
        }
        return versions;
    }

    private void put(ObjectNode versions, String field, Object value) {
        if (value != null) {
            versions.put(field, version(updatedAt));
        }
    }
}
