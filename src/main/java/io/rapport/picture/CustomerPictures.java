package io.rapport.picture;

import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.calendar.BusinessClock;
import io.rapport.contactpolicy.Suppressions;
import io.rapport.customer.Consents;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.CustomerSearch;
import io.rapport.customer.CustomerSearch.Found;
import io.rapport.customer.CustomerValue;
import io.rapport.customer.Customers;
import io.rapport.customer.Identities;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.customer.Preferences;
import io.rapport.customer.Restrictions;
import io.rapport.customer.TimelineSource;
import io.rapport.customer.TimelineSource.TimelineRequest;
import io.rapport.customer.UpcomingItem;
import io.rapport.customer.UpcomingSource;
import io.rapport.feedback.Complaints;
import io.rapport.lifecycle.Relationships;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.picture.CustomerPicture.ContactAddress;
import io.rapport.segment.Segments;
import io.rapport.value.ValueScores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds customers and reads what is known of them. What shows a customer's data to somebody, on a page or to a system, reads
 * it here, and the audit log has an entry of it before anything is shown.
 */
@Component
public final class CustomerPictures {

    /** So many customers a search shows. */
    public static final int MOST_FOUND = 20;

    /** Nobody is asked for a reason; where it was shown says what for. */
    private static final String WHY = "work for the customer";

    private static final int ORDERS = 10;
    private static final int COMPLAINTS = 10;

    private final CustomerSearch search;
    private final Customers customers;
    private final CustomerMerges merges;
    private final Identities identities;
    private final Suppressions suppressions;
    private final Preferences preferences;
    private final Restrictions restrictions;
    private final Consents consents;
    private final Orders orders;
    private final CustomerValue value;
    private final ValueScores scores;
    private final LoyaltyLedger ledger;
    private final Relationships relationships;
    private final Segments segments;
    private final Complaints complaints;
    private final List<TimelineSource> timelines;
    private final List<UpcomingSource> upcoming;
    private final AuditLog audit;
    private final BusinessClock clock;
    private final TransactionTemplate snapshot;

    CustomerPictures(
            CustomerSearch search,
            Customers customers,
            CustomerMerges merges,
            Identities identities,
            Suppressions suppressions,
            Preferences preferences,
            Restrictions restrictions,
            Consents consents,
            Orders orders,
            CustomerValue value,
            ValueScores scores,
            LoyaltyLedger ledger,
            Relationships relationships,
            Segments segments,
            Complaints complaints,
            List<TimelineSource> timelines,
            List<UpcomingSource> upcoming,
            AuditLog audit,
            BusinessClock clock,
            PlatformTransactionManager transactions) {
        this.search = search;
        this.customers = customers;
        this.merges = merges;
        this.identities = identities;
        this.suppressions = suppressions;
        this.preferences = preferences;
        this.restrictions = restrictions;
        this.consents = consents;
        this.orders = orders;
        this.value = value;
        this.scores = scores;
        this.ledger = ledger;
        this.relationships = relationships;
        this.segments = segments;
        this.complaints = complaints;
        this.timelines = timelines;
        this.upcoming = upcoming;
        this.audit = audit;
        this.clock = clock;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
    }

    /**
     * Customers who were found.
     *
     * @param hits newest contact first, at most {@link #MOST_FOUND}
     * @param more whether there are more
     */
    public record Hits(List<Hit> hits, boolean more) {}

    /**
     * A customer who was found.
     *
     * @param customer the profile
     * @param lastContact when the customer last did something, to the hour; {@code null} if never
     * @param match by what, such as {@code name} or {@code complaint}
     */
    public record Hit(Customer customer, Instant lastContact, String match) {}

    /**
     * Finds customers by what somebody knows of them: a piece of the name, mail address, phone number, order's or
     * complaint's number, or the id.
     *
     * @param typed the one field
     * @param who asks
     * @return those of whom it is true and who were not erased
     */
    public Hits find(String typed, Actor who) {
        List<Found> found = search.find(typed, MOST_FOUND + 1);
        String complainant = typed.strip().length() > CustomerSearch.LONGEST
                ? null
                : CustomerSearch.forms(typed).stream()
                        .flatMap(text -> complaints.customerOf(text).stream())
                        .findFirst()
                        .orElse(null);
        Set<String> ids = new HashSet<>();
        found.forEach(one -> ids.add(one.customerId()));
        if (complainant != null) {
            ids.add(complainant);
        }
        Map<String, Customer> profiles = customers.findAll(ids);
        List<Hit> hits = new ArrayList<>();
        // the old id of who was merged leads to the one who stayed, who may be among those found
        Set<String> shownIds = new HashSet<>();
        if (complainant != null && isShown(profiles.get(complainant))) {
            Customer customer = profiles.get(complainant);
            shownIds.add(customer.id());
            hits.add(new Hit(customer, search.lastContact(customer.id()).orElse(null), "complaint"));
        }
        for (Found one : found) {
            Customer customer = profiles.get(one.customerId());
            if (isShown(customer) && leadsTo(one.customerId(), customer) && shownIds.add(customer.id())) {
                Instant lastContact = customer.id().equals(one.customerId())
                        ? one.lastContact()
                        : search.lastContact(customer.id()).orElse(null);
                hits.add(new Hit(customer, lastContact, one.match().name().toLowerCase(Locale.ROOT)));
            }
        }
        boolean more = hits.size() > MOST_FOUND;
        List<Hit> shown = List.copyOf(more ? hits.subList(0, MOST_FOUND) : hits);
        audit.recordAll(shown.stream()
                .map(hit -> new AuditRecord(
                        who, AuditAction.READ, "customer-search", hit.customer().id(), "found by " + hit.match()))
                .toList());
        return new Hits(shown, more);
    }

    /** Nobody finds by an old id of who was erased the one who came back. */
    private boolean leadsTo(String id, Customer customer) {
        return id.equals(customer.id()) || merges.mergedIds(customer.id()).contains(id);
    }

    private static boolean isShown(Customer customer) {
        return customer != null && !customer.isErased();
    }

    /**
     * Reads all that is known of a customer, in one snapshot.
     *
     * @param id bare id; of who was merged into another one it leads to that one
     * @param part of the timeline
     * @param locale the reader's language, for names of journeys and tasks
     * @param who asks
     * @param where it is shown, such as {@code customer-page}
     * @return the picture; empty if nobody has that id, or whose it was is erased, also if somebody came back under another
     *     id of theirs
     */
    public Optional<CustomerPicture> read(String id, Timeline.Part part, Locale locale, Actor who, String where) {
        Optional<Customer> shown =
                customers.find(id).filter(CustomerPictures::isShown).filter(customer -> leadsTo(id, customer));
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        // not within the snapshot, in which two who meet a customer for the first time would be in each other's way
        audit.record(new AuditRecord(who, AuditAction.READ, where, shown.get().id(), WHY));
        return snapshot.execute(status ->
                customers.find(id).filter(CustomerPictures::isShown).map(customer -> picture(customer, part, locale)));
    }

    private CustomerPicture picture(Customer customer, Timeline.Part part, Locale locale) {
        String id = customer.id();
        List<Order> latest = orders.latest(id, ORDERS);
        return new CustomerPicture(
                customer,
                merges.mergedIds(id).stream().sorted().toList(),
                identities.of(id),
                addresses(customer),
                preferences.of(id),
                restrictions.of(id).orElse(null),
                newest(consents.said(id)),
                latest,
                orders.refunds(latest.stream().map(Order::id).toList()),
                orders.countStanding(id),
                value.lastTwelveMonths(id),
                scores.find(id).orElse(null),
                ledger.points(id),
                ledger.level(id).orElse(null),
                relationships.find(id).orElse(null),
                segments.of(id, locale),
                complaints.latest(id, COMPLAINTS),
                upcoming(id, locale),
                timeline(id, part, locale));
    }

    private List<ContactAddress> addresses(Customer customer) {
        List<ContactAddress> addresses = new ArrayList<>();
        if (customer.email() != null) {
            addresses.add(new ContactAddress(
                    "email",
                    customer.email(),
                    customer.confirmedAt(),
                    suppressions
                            .find("email", customer.email(), customer.registeredAt(), false)
                            .orElse(null)));
        }
        if (customer.phone() != null) {
            addresses.add(new ContactAddress(
                    "phone",
                    customer.phone(),
                    null,
                    suppressions
                            .find("sms", customer.phone(), customer.registeredAt(), false)
                            .orElse(null)));
        }
        return addresses;
    }

    private static List<Consents.Entry> newest(List<Consents.Entry> ledger) {
        Set<String> seen = new HashSet<>();
        return ledger.stream()
                .filter(entry -> seen.add(entry.channel() + " " + entry.topic()))
                .sorted(Comparator.comparing(Consents.Entry::channel).thenComparing(Consents.Entry::topic))
                .toList();
    }

    private List<UpcomingItem> upcoming(String id, Locale locale) {
        return upcoming.stream()
                .flatMap(source -> source.upcoming(id, locale).stream())
                .sorted(Comparator.comparing(UpcomingItem::state)
                        .thenComparing(UpcomingItem::at, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }

    private Timeline timeline(String id, Timeline.Part part, Locale locale) {
        // what a sender's clock puts ahead of ours has happened, too
        Instant before = part.before() == null ? clock.instant().plus(Duration.ofDays(1)) : part.before();
        Instant since = customers.knownSince(id);
        for (int read = part.most() + 1; true; read *= 4) {
            TimelineRequest request = new TimelineRequest(id, part.kinds(), before, read, locale);
            Optional<Timeline> timeline = Timeline.of(
                    timelines.stream()
                            .flatMap(source -> source.entries(request).stream())
                            .filter(entry -> entry.at().isAfter(since))
                            .toList(),
                    part.most(),
                    read);
            if (timeline.isPresent()) {
                return timeline.get();
            }
        }
    }
}
