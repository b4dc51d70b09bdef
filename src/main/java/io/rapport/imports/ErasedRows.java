package io.rapport.imports;

import io.rapport.customer.Customer;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.CustomerMerges.MergedContact;
import io.rapport.customer.Customers;
import io.rapport.customer.ErasureProjection;
import io.rapport.inbox.Event;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Rows that were left out go with the customer whom they are about: by the id, and by the address that is on file still. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ErasedRows implements ErasureProjection {

    private final JdbcClient jdbc;
    private final Customers customers;
    private final CustomerMerges merges;

    ErasedRows(JdbcClient jdbc, Customers customers, CustomerMerges merges) {
        this.jdbc = jdbc;
        this.customers = customers;
        this.merges = merges;
    }

    @Override
    public void follow(Event erasure) {
        List<String> emails = Stream.concat(
                        customers.find(erasure.customerId()).map(Customer::email).stream(),
                        merges.contactsOf(erasure.customerId()).stream().map(MergedContact::email))
                .filter(Objects::nonNull)
                .map(address -> address.toLowerCase(Locale.ROOT))
                .toList();
        jdbc.sql("delete from rapport.import_fault where customer_id = any(:ids) or contact = any(:emails)")
                .param("ids", merges.idsOf(erasure.customerId()).toArray(String[]::new))
                .param("emails", emails.toArray(String[]::new))
                .update();
    }
}
