package io.rapport.customer.internal;

import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.ErasureProjection;
import io.rapport.customer.LastContacts;
import io.rapport.customer.Orders;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventArchive;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.MovedCustomer;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps profiles, orders, contact preferences, contacts with staff and the consent ledger. It runs before the other
 * projections: after it, the customer's row is there, whatever the first event about them was. Only what must see an erased
 * customer's data once more goes before it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class CustomerProjection implements EventProjection {

    private static final String REGISTERED = "customer.registered";
    static final String ERASED = ErasureProjection.ERASED;
    private static final String GRANTED = "consent.granted";

    private static final Set<String> NAMING = Set.of(REGISTERED, "customer.updated");
    private static final Set<String> CONSENT = Set.of(GRANTED, "consent.withdrawn");

    /** What customers do themselves; what is done to them or for them is no contact. */
    private static final Set<String> CONTACTS = Set.of(
            REGISTERED,
            "customer.confirmed",
            GRANTED,
            "consent.withdrawn",
            "contact.preferred",
            "contact.noted",
            "order.placed",
            "order.returned",
            "order.cancelled",
            "complaint.opened",
            "complaint.answered",
            "complaint.reopened",
            "survey.answered",
            "survey.amended");

    private final ProfileTable profiles;
    private final ConsentTables consents;
    private final OrderTables orders;
    private final RepeatedNews repeatedNews;
    private final StaffContactTable staffContacts;
    private final RestrictionTable restrictions;
    private final EventArchive archive;
    private final LastContacts contacts;
    private final AuditLog audit;
    private final CustomerMerging merging;
    private final CustomerJoins joins;
    private final ChangedCustomers changed;

    CustomerProjection(
            JdbcClient jdbc,
            Orders knownOrders,
            EventArchive archive,
            LastContacts contacts,
            AuditLog audit,
            CustomerMerging merging,
            CustomerJoins joins,
            ChangedCustomers changed) {
        this.profiles = new ProfileTable(jdbc);
        this.consents = new ConsentTables(jdbc);
        this.orders = new OrderTables(jdbc, knownOrders, archive);
        this.repeatedNews = new RepeatedNews(jdbc);
        this.staffContacts = new StaffContactTable(jdbc);
        this.restrictions = new RestrictionTable(jdbc);
        this.archive = archive;
        this.contacts = contacts;
        this.audit = audit;
        this.merging = merging;
        this.joins = joins;
        this.changed = changed;
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        Map<Long, Set<Reference>> about = meet(events);
        take(events, event -> NAMING.contains(event.type()), some -> {
            joins.takeBack(some);
            profiles.name(some, REGISTERED);
        });
        take(events, event -> NAMING.contains(event.type()), joins::named);
        take(events, event -> NAMING.contains(event.type()) && IdentityTable.declares(event), joins::declared);
        take(events, type("customer.confirmed"), some -> {
            profiles.confirm(some);
            joins.confirmed(some);
        });
        take(events, type("customer.lapsed"), profiles::lapse);
        take(events, type(ERASED), some -> some.forEach(this::erase));
        take(events, event -> CONSENT.contains(event.type()), some -> consents.say(some, GRANTED));
        take(events, type("contact.preferred"), consents::choose);
        take(events, type("contact.noted"), staffContacts::note);
        take(events, event -> RestrictionTable.TYPES.contains(event.type()), restrictions::note);
        take(events, OrderEvents::isAboutOrder, orders::take);
        take(
                events,
                event -> CONTACTS.contains(event.type()),
                some -> contacts.note(some, Event::customerId, Event::occurredAt));
        take(events, type(CustomerMerging.MERGED), some -> some.forEach(merging::merge));
        take(events, type(CustomerMerging.UNDONE), some -> some.forEach(merging::undo));
        return about;
    }

    private static Predicate<Event> type(String type) {
        return event -> event.type().equals(type);
    }

    private static void take(List<Event> events, Predicate<Event> which, Consumer<List<Event>> how) {
        List<Event> some = events.stream().filter(which).toList();
        if (!some.isEmpty()) {
            how.accept(some);
        }
    }

    @Override
    public Set<Long> known(List<Event> events) {
        return repeatedNews.among(events);
    }

    /** An erasure empties events of the customer, also those that wait; a merge moves them. */
    @Override
    public boolean isAlone(String type) {
        return type.equals(ERASED) || CustomerMerging.isMerging(type);
    }

    @Override
    public Set<String> otherCustomers(Event event) {
        return CustomerMerging.isMerging(event.type()) ? merging.otherCustomers(event) : Set.of();
    }

    /**
     * Who registers is met by that: a customer who was erased starts anew.
     *
     * @return by number of the event, the ids of those who were merged into its customer: journeys about them wait for it, too
     */
    private Map<Long, Set<Reference>> meet(List<Event> events) {
        List<Event> others = events.stream()
                .filter(event -> !event.type().equals(REGISTERED))
                .toList();
        ProfileTable.Met met = profiles.meet(
                others.stream().map(Event::customerId).toList(),
                events.stream().map(Event::customerId).toList());
        if (!met.merged().isEmpty()) {
            throw new MovedCustomer();
        }
        for (Event event : others) {
            if (met.erased().contains(event.customerId()) && !event.type().equals(ERASED)) {
                throw RejectedEvent.andEmptied("the customer was erased; nothing about them is kept"
                        + (event.type().startsWith("complaint.")
                                ? ": answer the complaint in the system that took it, and discard this event"
                                : ""));
            }
        }
        // whatever the event says of them, they stand somewhere from now on
        changed.note(met.made(), ChangeKind.LIVE);
        Map<Long, Set<Reference>> aliases = new HashMap<>();
        if (!met.aliases().isEmpty()) {
            events.forEach(event -> aliases.put(
                    event.seq(),
                    met.aliases().getOrDefault(event.customerId(), Set.of()).stream()
                            .map(id -> new Reference(Reference.CUSTOMER, id))
                            .collect(Collectors.toCollection(LinkedHashSet::new))));
        }
        return aliases;
    }

    private void erase(Event event) {
        if (profiles.erase(event)) {
            audit.record(new AuditRecord(asker(event), AuditAction.ERASE, ERASED, event.customerId(), "event"));
        }
        orders.forget(event.customerId());
        consents.withdrawAll(event);
        archive.cancel(event.customerId());
        audit.forget(event.customerId());
    }

    /** The id of an event is its sender's, and may say who was meant: it stays out of what outlives the erasure. */
    private static Actor asker(Event event) {
        String source = event.source();
        return Actor.system(source.substring(0, Math.min(source.length(), Actor.LONGEST_NAME)));
    }
}
