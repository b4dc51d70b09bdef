package io.rapport.contactpolicy;

import io.rapport.address.MailDomain;
import io.rapport.customer.CustomerAddresses;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.Customers;
import io.rapport.customer.ErasureProjection;
import io.rapport.inbox.Event;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Suppresses the addresses of an erased customer, so that a list that brings them in again does no harm, and notes whether
 * another customer lives there, whom what is owed to them must still reach. It runs before the projection that deletes the
 * addresses.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ErasedAddresses implements ErasureProjection {

    private final Customers customers;
    private final CustomerMerges merges;
    private final SuppressionKey key;
    private final SuppressionIncidents incidents;
    private final CustomerAddresses addresses;

    ErasedAddresses(
            Customers customers,
            CustomerMerges merges,
            SuppressionKey key,
            SuppressionIncidents incidents,
            CustomerAddresses addresses) {
        this.customers = customers;
        this.merges = merges;
        this.key = key;
        this.incidents = incidents;
        this.addresses = addresses;
    }

    @Override
    public void follow(Event erasure) {
        customers
                .find(erasure.customerId())
                .ifPresent(customer -> suppress(customer.id(), customer.email(), customer.phone(), erasure));
        merges.contactsOf(erasure.customerId())
                .forEach(merged -> suppress(erasure.customerId(), merged.email(), merged.phone(), erasure));
    }

    private void suppress(String customerId, String email, String phone, Event event) {
        if (email != null) {
            suppress("email", email, addresses.emails(spellings(email), customerId), event);
        }
        if (phone != null) {
            suppress("sms", phone, addresses.phonesLike(phone, customerId), event);
        }
    }

    /** @param others addresses that may be other spellings of this one */
    private void suppress(String channel, String address, List<String> others, Event event) {
        byte[] own = key.hash(channel, address);
        boolean shared = others.stream().anyMatch(other -> MessageDigest.isEqual(own, key.hash(channel, other)));
        incidents.suppressErased(channel, address, event.occurredAt(), shared);
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
}
