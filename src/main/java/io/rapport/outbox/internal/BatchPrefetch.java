package io.rapport.outbox.internal;

import io.rapport.contactpolicy.KnownFacts;
import io.rapport.contactpolicy.Suppressions;
import io.rapport.customer.Addressee;
import io.rapport.customer.ContactVersions;
import io.rapport.customer.Order;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.StaffRecipient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the contact policy and the templates need of a batch of messages, read at once. By the time that one is sent it may
 * be out of date: what it was {@link #reads read from} is compared then.
 *
 * @param addressees by the customers' ids
 * @param orders by their ids
 * @param staff by their user ids
 * @param hashes of the addresses that messages may go to, in hexadecimal digits
 * @param suppressions by hash
 * @param facts what is true of the customers
 * @param usages by message, for those that a cap concerns
 * @param versions of addresses, and of customers who are not addressees, by subject
 */
record BatchPrefetch(
        Map<String, Addressee> addressees,
        Map<String, Order> orders,
        Map<String, StaffRecipient> staff,
        Map<Address, String> hashes,
        Map<String, List<Suppressions.SuppressionEntry>> suppressions,
        KnownFacts facts,
        Map<UUID, CapUsage> usages,
        Map<String, String> versions) {

    /**
     * Where a message may go.
     *
     * @param channel such as {@code email}
     * @param text as it is on file
     */
    record Address(String channel, String text) {}

    /** @return null if nothing is known of whom the message is for */
    Addressee addressee(OutboxMessage message) {
        return message.customerId() == null ? null : addressees.get(message.customerId());
    }

    /** @return null if the message is about none, or nothing is known of it */
    Order order(OutboxMessage message) {
        return message.orderId() == null ? null : orders.get(message.orderId());
    }

    /** @return null if there is no such member of staff, or it is for a customer */
    StaffRecipient staff(OutboxMessage message) {
        return message.staffId() == null ? null : staff.get(message.staffId());
    }

    /** @return what stands for the address that a message goes to, in hexadecimal digits; null where it needs none */
    String hash(String channel, String address) {
        if (address == null) {
            return null;
        }
        return hashes.get(new Address(channel, address));
    }

    /** @return the entries of an address */
    List<Suppressions.SuppressionEntry> suppressions(Address address) {
        return suppressions.getOrDefault(hashes.get(address), List.of());
    }

    /** @return by key, what each fact says of the message's customer */
    Map<String, Object> facts(OutboxMessage message) {
        return facts.of(message.customerId());
    }

    /**
     * What a decision about a message goes by, as versions: of its customer, of the addresses that it may go to, and of whom
     * its order belongs to if that is somebody else.
     *
     * @param addresses that the message may go to
     * @return by subject; null for one of which nothing was ever written
     */
    Map<String, String> reads(OutboxMessage message, Iterable<Address> addresses) {
        Map<String, String> reads = new HashMap<>();
        Addressee addressee = addressee(message);
        if (addressee != null) {
            reads.put(ContactVersions.customer(message.customerId()), addressee.version());
        }
        for (Address address : addresses) {
            String subject = ContactVersions.address(hashes.get(address));
            reads.put(subject, versions.get(subject));
        }
        Order order = order(message);
        if (order != null && !order.customerId().equals(message.customerId())) {
            String subject = ContactVersions.customer(order.customerId());
            reads.put(subject, versions.get(subject));
        }
        return reads;
    }
}
