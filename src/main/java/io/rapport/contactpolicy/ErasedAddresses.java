package io.rapport.contactpolicy;

import io.rapport.address.MailDomain;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Suppresses the addresses of an erased customer, so that a list that brings them in again does no harm, notes whether
 * another customer lives there, whom what is owed to them must still reach, and cuts what
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
            List<String> others = jdbc.sql(
                            "select email from rapport.customer where lower(email) in (:spellings) and id <> :customer")
                    .param("spellings", spellings(customer.email()))
                    .param("customer", customer.id())
                    .query(String.class)
                    .list();
            suppress("email", customer.email(), others, event);
        }
        if (customer.phone() != null) {
            String digits = customer.phone().replaceAll("[^0-9]", "");
            List<String> others = jdbc.sql(
                            """
                    select phone from rapport.customer
                    where right(regexp_replace(phone, '[^0-9]', '', 'g'), 6) = :end and id <> :customer""")
                    .param("end", digits.substring(Math.max(0, digits.length() - 6)))
                    .param("customer", customer.id())
                    .query(String.class)
                    .list();
            suppress("sms", customer.phone(), others, event);
        }
    }

    /** @param others addresses that may be other spellings of this one */
    private void suppress(String channel, String address, List<String> others, Event event) {
        byte[] own = suppressions.address(channel, address);
        boolean shared =
                others.stream().anyMatch(other -> MessageDigest.isEqual(own, suppressions.address(channel, other)));
        suppressions.suppressErased(channel, address, event.occurredAt(), shared);
    }

    private static Set<String> spellings(String email) {
        Set<String> all = new HashSet<>(Set.of(email.strip().toLowerCase(Locale.ROOT)));
        int at = email.lastIndexOf('@');
        MailDomain.ascii(email.substring(at + 1).strip()).ifPresent(domain -> {
            String local = email.substring(0, at + 1).strip().toLowerCase(Locale.ROOT);
            all.add(local + domain.toLowerCase(Locale.ROOT));
            all.add(local + MailDomain.unicode(domain).toLowerCase(Locale.ROOT));
        });
        return all;
    }

    private void untie(String update, String column, Event event) {
        jdbc.sql(update + " from rapport.outbox_message m where m.id = " + column + " and m.customer_id = :customer")
                .param("customer", event.customerId())
                .update();
    }
}
