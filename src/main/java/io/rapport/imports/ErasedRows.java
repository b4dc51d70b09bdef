package io.rapport.imports;

import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Rows that were left out go with the customer whom they are about: by the id, and by the address that is on file still. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ErasedRows implements EventProjection {

    private final JdbcClient jdbc;
    private final Customers customers;

    ErasedRows(JdbcClient jdbc, Customers customers) {
        this.jdbc = jdbc;
        this.customers = customers;
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        for (Event event : events) {
            if (event.type().equals("customer.erased")) {
                String email = customers
                        .find(event.customerId())
                        .map(Customer::email)
                        .map(address -> address.toLowerCase(Locale.ROOT))
                        .orElse(null);
                jdbc.sql("delete from rapport.import_fault where customer_id = :customer or contact = :email::text")
                        .param("customer", event.customerId())
                        .param("email", email)
                        .update();
            }
        }
        return Map.of();
    }
}
