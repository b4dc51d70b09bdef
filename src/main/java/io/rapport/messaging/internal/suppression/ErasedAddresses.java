package io.rapport.messaging.internal.suppression;

import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import io.rapport.messaging.Suppression.Reason;
import io.rapport.messaging.Suppressions;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Suppresses the addresses of an erased customer, so that a list that brings them in again does no harm, and cuts what
 * tied hashed addresses to the customer. It runs before the projection that deletes the addresses.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ErasedAddresses implements EventProjection {

    private final Customers customers;
    private final Suppressions suppressions;
    private final JdbcClient jdbc;

    ErasedAddresses(Customers customers, Suppressions suppressions, JdbcClient jdbc) {
        this.customers = customers;
        this.suppressions = suppressions;
        this.jdbc = jdbc;
    }

    @Override
    public Set<Reference> project(Event event) {
        if (event.type().equals("customer.erased")) {
            customers.find(event.customerId()).ifPresent(customer -> suppress(customer, event));
            untie("update rapport.suppression s set message = null", "s.message", event);
            untie("update rapport.message_report r set message = null", "r.message", event);
            jdbc.sql(
                            "update rapport.outbox_message set recipient = null where customer_id = :customer and recipient is not null")
                    .param("customer", event.customerId())
                    .update();
        }
        return Set.of();
    }

    private void suppress(Customer customer, Event event) {
        if (customer.email() != null) {
            suppressions.suppress(
                    suppressions.address("email", customer.email()), "email", Reason.ERASED, event.occurredAt(), null);
        }
        if (customer.phone() != null) {
            suppressions.suppress(
                    suppressions.address("sms", customer.phone()), "sms", Reason.ERASED, event.occurredAt(), null);
        }
    }

    private void untie(String update, String column, Event event) {
        jdbc.sql(update + " from rapport.outbox_message m where m.id = " + column + " and m.customer_id = :customer")
                .param("customer", event.customerId())
                .update();
    }
}
