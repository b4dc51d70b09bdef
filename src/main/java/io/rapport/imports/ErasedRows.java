package io.rapport.imports;

import io.rapport.customer.Customer;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.CustomerMerges.MergedContact;
import io.rapport.customer.Customers;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
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
    private final CustomerMerges merges;

    ErasedRows(JdbcClient jdbc, Customers customers, CustomerMerges merges) {
        this.jdbc = jdbc;
        this.customers = customers;
        this.merges = merges;
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        for (Event event : events) {
            if (event.type().equals("customer.erased")) {
                List<String> emails = Stream.concat(
                                customers.find(event.customerId()).map(Customer::email).stream(),
                                merges.contactsOf(event.customerId()).stream().map(MergedContact::email))
                        .filter(Objects::nonNull)
                        .map(address -> address.toLowerCase(Locale.ROOT))
                        .toList();
                jdbc.sql("delete from rapport.import_fault where customer_id = any(:ids) or contact = any(:emails)")
                        .param("ids", merges.idsOf(event.customerId()).toArray(String[]::new))
                        .param("emails", emails.toArray(String[]::new))
                        .update();
            }
        }
        return Map.of();
    }
}
