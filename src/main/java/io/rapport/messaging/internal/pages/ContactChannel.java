package io.rapport.messaging.internal.pages;

import io.rapport.customer.Customer;
import java.util.function.Function;

/** A way to a customer, as the preference page offers it. */
enum ContactChannel {
    EMAIL("email", "email", Customer::email),
    SMS("sms", "sms", Customer::phone),
    /** A call by staff, which messages name {@code task}. */
    PHONE("phone", "task", Customer::phone);

    private final String consent;
    private final String message;
    private final Function<Customer, String> address;

    ContactChannel(String consent, String message, Function<Customer, String> address) {
        this.consent = consent;
        this.message = message;
        this.address = address;
    }

    /** @return its name in the consent ledger */
    String consent() {
        return consent;
    }

    /** @return its name in the definitions of messages */
    String message() {
        return message;
    }

    boolean reaches(Customer customer) {
        return address.apply(customer) != null;
    }
}
