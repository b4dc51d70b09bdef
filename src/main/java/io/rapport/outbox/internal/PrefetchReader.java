package io.rapport.outbox.internal;

import io.rapport.contactpolicy.KnownFacts;
import io.rapport.contactpolicy.PolicyDecisionService.Limit;
import io.rapport.contactpolicy.PolicyDecisionService.PolicyTableException;
import io.rapport.contactpolicy.PolicyFacts;
import io.rapport.contactpolicy.SuppressionKey;
import io.rapport.contactpolicy.Suppressions;
import io.rapport.customer.Addressee;
import io.rapport.customer.ContactVersions;
import io.rapport.customer.Customers;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.database.RoundTrip;
import io.rapport.outbox.MessageFacts;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.StaffRecipient;
import io.rapport.outbox.internal.BatchPrefetch.Address;
import io.rapport.template.MessageCatalogue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Reads a {@link BatchPrefetch}: a few ways to the database and back, however many messages. Versions are read before what
 * they stand for, so that whatever changes meanwhile shows as a change.
 */
@Component
final class PrefetchReader {

    private final Customers customers;
    private final Orders orders;
    private final RoundTrip roundTrip;
    private final SuppressionKey key;
    private final PolicyFacts policyFacts;
    private final MessageFacts messageFacts;
    private final CapUsageReader usages;
    private final PolicyEvaluator evaluator;
    private final MessageCatalogue catalogue;
    private final ChannelDirectory directory;

    PrefetchReader(
            Customers customers,
            Orders orders,
            RoundTrip roundTrip,
            SuppressionKey key,
            PolicyFacts policyFacts,
            MessageFacts messageFacts,
            CapUsageReader usages,
            PolicyEvaluator evaluator,
            MessageCatalogue catalogue,
            ChannelDirectory directory) {
        this.customers = customers;
        this.orders = orders;
        this.roundTrip = roundTrip;
        this.key = key;
        this.policyFacts = policyFacts;
        this.messageFacts = messageFacts;
        this.usages = usages;
        this.evaluator = evaluator;
        this.catalogue = catalogue;
        this.directory = directory;
    }

    /**
     * @param batch messages, of which those that the catalogue does not know any more are passed over
     * @param now business time
     */
    BatchPrefetch read(Collection<OutboxMessage> batch, Instant now) {
        Set<String> names = catalogue.names();
        List<OutboxMessage> known = batch.stream()
                .filter(message -> names.contains(message.message()))
                .toList();
        Set<String> ids = distinct(known, OutboxMessage::customerId);
        Map<String, Addressee> addressees = ids.isEmpty()
                ? Map.of()
                : customers.addressees(ids, distinct(known, message -> catalogue
                        .definition(message.message())
                        .topic()));
        Map<String, Order> about = orders(distinct(known, OutboxMessage::orderId));
        Map<String, StaffRecipient> staff = staff(known);
        Map<Address, String> hashes = hashes(known, addressees);
        staff.values().stream()
                .filter(recipient -> recipient.email() != null)
                .map(recipient -> new Address(ChannelDirectory.EMAIL, recipient.email()))
                .forEach(address -> hashes.put(address, key.hashText(address.channel(), address.text())));

        Set<String> subjects = new HashSet<>();
        hashes.values().forEach(hash -> subjects.add(ContactVersions.address(hash)));
        Set<String> others = distinct(about.values(), Order::customerId);
        others.removeAll(addressees.keySet());
        others.forEach(owner -> subjects.add(ContactVersions.customer(owner)));
        Map<String, String> versions = new HashMap<>();
        Map<String, List<Suppressions.SuppressionEntry>> suppressions = new HashMap<>();
        List<RoundTrip.Query> queries = new ArrayList<>();
        queries.add(ContactVersions.read(subjects, versions));
        queries.add(Suppressions.entries(hashes.values(), suppressions));
        KnownFacts facts = policyFacts.ask(addressees.keySet(), queries);
        roundTrip.run(queries);
        if (!others.isEmpty()) {
            // what such an order depends on is known by now, so that it is read anew
            about = orders(about.keySet());
        }
        return new BatchPrefetch(
                addressees,
                about,
                staff,
                hashes,
                suppressions,
                facts,
                usages.read(counted(known, addressees, now), now),
                versions);
    }

    private Map<String, Order> orders(Set<String> ids) {
        return ids.isEmpty()
                ? Map.of()
                : orders.findAll(ids).stream().collect(Collectors.toMap(Order::id, Function.identity()));
    }

    private Map<Address, String> hashes(List<OutboxMessage> messages, Map<String, Addressee> addressees) {
        Map<Address, String> hashes = new HashMap<>();
        for (OutboxMessage message : messages) {
            Addressee addressee = message.customerId() == null ? null : addressees.get(message.customerId());
            if (addressee != null) {
                for (Address address : directory.addresses(
                        catalogue.definition(message.message()).channels(), addressee.customer())) {
                    hashes.computeIfAbsent(address, each -> key.hashText(each.channel(), each.text()));
                }
            }
        }
        return hashes;
    }

    private Map<String, StaffRecipient> staff(List<OutboxMessage> messages) {
        Map<String, StaffRecipient> staff = new HashMap<>();
        for (String id : distinct(messages, OutboxMessage::staffId)) {
            messageFacts.staff(id).ifPresent(recipient -> staff.put(id, recipient));
        }
        return staff;
    }

    /** Those that a cap concerns, with the moment since when contacts count. */
    private Map<OutboxMessage, Instant> counted(
            List<OutboxMessage> messages, Map<String, Addressee> addressees, Instant now) {
        Map<OutboxMessage, Instant> counted = new HashMap<>();
        for (OutboxMessage message : messages) {
            Addressee addressee = message.customerId() == null ? null : addressees.get(message.customerId());
            if (addressee == null) {
                continue;
            }
            try {
                List<Limit> limits = evaluator.caps(message, addressee);
                if (!limits.isEmpty()) {
                    counted.put(message, PolicyEvaluator.since(limits, now));
                }
            } catch (PolicyTableException e) {
                // the evaluation meets it again, and says so
            }
        }
        return counted;
    }

    private static <T> Set<String> distinct(Collection<T> rows, Function<T, String> value) {
        return rows.stream().map(value).filter(Objects::nonNull).collect(Collectors.toCollection(HashSet::new));
    }
}
