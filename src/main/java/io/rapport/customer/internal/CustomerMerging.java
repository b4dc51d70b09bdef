package io.rapport.customer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.ConsentMerge;
import io.rapport.customer.Consents.Entry;
import io.rapport.customer.ContactVersions;
import io.rapport.customer.CustomerSearch;
import io.rapport.customer.LastContacts;
import io.rapport.customer.internal.MergeTable.Chosen;
import io.rapport.customer.internal.MergeTable.Standing;
import io.rapport.customer.internal.PreferenceMerge.Choice;
import io.rapport.database.CustomerTables;
import io.rapport.inbox.CustomerAliases;
import io.rapport.inbox.Event;
import io.rapport.inbox.RejectedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Has two records of one person become one, and takes that back (docs/adr/0073). Rows of all rooms become those of the
 * customer who stays; what two customers may both have (profile, preferences, consents) is put together. The event's
 * transaction holds the locks of both.
 */
@Component
final class CustomerMerging {

    static final String MERGED = "customer.merged";
    static final String UNDONE = "customer.merge-undone";

    /** Who decides on pages; no system can send under this name. */
    private static final String STAFF = "urn:rapport:staff";

    private static final String OWN_SOURCES = "urn:rapport:";
    private static final int LONGEST_ACTOR = 255;

    private final MergeTable table;
    private final CustomerAliases aliases;
    private final CustomerTables tables;
    private final ContactVersions versions;
    private final CustomerSearch search;
    private final LastContacts contacts;
    private final ChangedCustomers changed;
    private final AuditLog audit;

    CustomerMerging(
            JdbcClient jdbc,
            ObjectMapper json,
            CustomerAliases aliases,
            CustomerTables tables,
            ContactVersions versions,
            CustomerSearch search,
            LastContacts contacts,
            ChangedCustomers changed,
            AuditLog audit) {
        this.table = new MergeTable(jdbc, json);
        this.aliases = aliases;
        this.tables = tables;
        this.versions = versions;
        this.search = search;
        this.contacts = contacts;
        this.changed = changed;
        this.audit = audit;
    }

    static boolean isMerging(String type) {
        return type.equals(MERGED) || type.equals(UNDONE);
    }

    /** The other customer whom the event names, and whom that id leads to by now. */
    Set<String> otherCustomers(Event event) {
        String other = event.text("mergedCustomer");
        return new HashSet<>(List.of(other, aliases.current(other)));
    }

    void merge(Event event) {
        String survivor = event.customerId();
        String customer = aliases.current(event.text("mergedCustomer"));
        if (table.isDone(event.seq())) {
            return;
        }
        if (event.text("mergedCustomer").equals(survivor)) {
            throw RejectedEvent.because("mergedCustomer is the customer of the subject; name the other one, who goes");
        }
        if (customer.equals(survivor)) {
            // it leads there already
            return;
        }
        if (!table.isKnown(customer)) {
            throw RejectedEvent.because("mergedCustomer is no customer's id, and nothing is known under it: correct it,"
                    + " or send customer.registered with it before");
        }
        Map<String, ObjectNode> profiles = profiles(survivor, customer);
        refuseErased(profiles.get(survivor));
        refuseErased(profiles.get(customer));
        List<Entry> other = ledger(customer);
        ObjectNode own = ProfileMerge.own(profiles.get(customer));
        table.insert(
                new Standing(event.seq(), customer, survivor, own),
                by(event),
                event.text("reason"),
                event.occurredAt());
        table.write(ProfileMerge.emptied(own), survivor);
        aliases.merge(customer, survivor);
        tables.move(customer, survivor);
        List<Standing> merges = table.standing(survivor);
        table.closeProposals(ids(survivor, merges), event.occurredAt());
        fill(profiles.get(survivor), merges);
        choose(survivor, merges);
        restrict(survivor, merges, event);
        table.add(survivor, ConsentMerge.stricter(ledger(survivor), other, event.seq(), event.occurredAt()));
        derive(survivor, customer);
        // the one who stays stands in the search where the newer contact of the two was
        contacts.note(search.lastContact(customer).stream().toList(), at -> survivor, at -> at);
        end(event, survivor, customer);
    }

    void undo(Event event) {
        String customer = event.text("mergedCustomer");
        if (table.isDone(event.seq())) {
            return;
        }
        Standing merge = table.standingOf(customer)
                .orElseThrow(() ->
                        RejectedEvent.because("mergedCustomer is merged into nobody; only what stands can be undone"));
        String survivor = aliases.current(customer);
        if (!survivor.equals(event.customerId())) {
            throw RejectedEvent.because("mergedCustomer was not merged into the customer of the subject");
        }
        Map<String, ObjectNode> profiles = profiles(survivor, customer);
        refuseErased(profiles.get(survivor));
        if (merge.profile().isEmpty()) {
            throw RejectedEvent.because("the customer was erased since the merge; there is nothing to go back to");
        }
        List<Standing> own = table.standing(customer);
        Set<String> ledToIt =
                new HashSet<>(own.stream().map(Standing::customerId).toList());
        table.undone(merge.seq(), event.seq(), by(event), event.text("reason"), event.occurredAt());
        aliases.undo(customer, ledToIt, survivor);
        Set<String> originals = new HashSet<>(ledToIt);
        originals.add(customer);
        tables.giveBack(survivor, originals, customer);
        List<Standing> left = table.standing(survivor);
        fill((ObjectNode) merge.profile(), own);
        fill(profiles.get(survivor), left);
        choose(customer, own);
        choose(survivor, left);
        restrict(customer, own, event);
        restrict(survivor, left, event);
        consent(customer, own, event);
        consent(survivor, left, event);
        derive(survivor, customer);
        end(event, survivor, customer);
    }

    /**
     * Reads the rows of both, and keeps them as they are. Who decides about messages to one of the two waits, or decides
     * anew: had this transaction messages in hand before, the two could wait for each other.
     */
    private Map<String, ObjectNode> profiles(String survivor, String customer) {
        List<String> ids = Stream.of(survivor, customer).sorted().toList();
        Map<String, ObjectNode> profiles = table.profiles(ids);
        ids.forEach(versions::changed);
        table.state(true);
        return profiles;
    }

    /** What follows from the facts of both is made anew, as state: nobody did anything by being merged. */
    private void derive(String survivor, String customer) {
        changed.note(List.of(survivor, customer), ChangeKind.FIRST);
    }

    private static Actor actor(Event event) {
        if (event.source().equals(STAFF) && event.text("by") != null) {
            return Actor.staff(event.text("by"));
        }
        String source = event.source();
        return source.startsWith(OWN_SOURCES)
                ? Actor.RAPPORT
                : Actor.system(source.substring(0, Math.min(source.length(), LONGEST_ACTOR)));
    }

    private void end(Event event, String survivor, String customer) {
        table.state(false);
        Actor who = actor(event);
        String why = "event " + event.seq();
        audit.recordAll(List.of(
                new AuditRecord(who, AuditAction.MERGE, event.type(), survivor, why),
                new AuditRecord(who, AuditAction.MERGE, event.type(), customer, why)));
    }

    private void fill(ObjectNode profile, List<Standing> merges) {
        List<JsonNode> others = merges.stream()
                .map(Standing::profile)
                .filter(other -> !other.isEmpty())
                .toList();
        table.write(ProfileMerge.filled(ProfileMerge.own(profile), others), null);
    }

    private void choose(String survivor, List<Standing> merges) {
        Set<String> ids = ids(survivor, merges);
        Map<String, Chosen> chosen = table.choices(ids);
        if (chosen.isEmpty()) {
            return;
        }
        Choice own = Optional.ofNullable(chosen.get(survivor)).map(Chosen::own).orElse(Choice.NONE);
        List<PreferenceMerge.Merged> merged = merges.stream()
                .filter(merge -> chosen.containsKey(merge.customerId()))
                .map(merge -> new PreferenceMerge.Merged(
                        chosen.get(merge.customerId()).own(), merge.seq()))
                .toList();
        Choice holds = PreferenceMerge.stricter(own, merged);
        table.write(survivor, holds, holds.equals(own) ? null : own);
    }

    /** Who stays is restricted if one of those is who were merged into it, unless their restriction was lifted since. */
    private void restrict(String survivor, List<Standing> merges, Event event) {
        Map<String, RestrictionMerge.Word> words = table.restrictions(ids(survivor, merges));
        Set<Long> follows = new HashSet<>(table.merging(
                words.values().stream().map(RestrictionMerge.Word::eventSeq).toList()));
        Optional<RestrictionMerge.Word> holds = RestrictionMerge.holds(
                survivor,
                words,
                follows,
                merges.stream()
                        .map(merge -> new RestrictionMerge.Merged(merge.customerId(), merge.survivor(), merge.seq()))
                        .toList());
        RestrictionMerge.Word present = words.get(survivor);
        boolean restricted = holds.filter(RestrictionMerge.Word::restricted).isPresent();
        if (restricted != (present != null && present.restricted())) {
            table.restrict(
                    survivor,
                    restricted,
                    restricted ? holds.get().since() : event.occurredAt(),
                    holds.map(RestrictionMerge.Word::reason).orElse(null),
                    event.seq());
        }
    }

    /** Has the ledger say what it would say if nothing but these merges had happened. */
    private void consent(String survivor, List<Standing> merges, Event event) {
        Map<String, List<Entry>> ledgers = table.ledgers(ids(survivor, merges));
        List<Entry> present = ledgers.getOrDefault(survivor, List.of());
        Set<Long> follows = new HashSet<>(table.merging(ledgers.values().stream()
                .flatMap(List::stream)
                .map(Entry::eventSeq)
                .distinct()
                .toList()));
        List<Entry> wanted = replayed(survivor, merges, ledgers, follows);
        table.add(survivor, ConsentMerge.difference(present, wanted, event.seq(), event.occurredAt()));
    }

    private static List<Entry> replayed(
            String survivor, List<Standing> merges, Map<String, List<Entry>> ledgers, Set<Long> follows) {
        List<Entry> own = ledgers.getOrDefault(survivor, List.of()).stream()
                .filter(entry -> !follows.contains(entry.eventSeq()))
                .toList();
        List<Entry> all = new ArrayList<>(own);
        for (Standing merge : merges) {
            if (merge.survivor().equals(survivor)) {
                List<Entry> before = all.stream()
                        .filter(entry -> entry.eventSeq() <= merge.seq())
                        .toList();
                List<Entry> other = replayed(merge.customerId(), merges, ledgers, follows);
                all.addAll(ConsentMerge.stricter(before, other, merge.seq(), Instant.EPOCH));
            }
        }
        return all;
    }

    private List<Entry> ledger(String customer) {
        return table.ledgers(Set.of(customer)).getOrDefault(customer, List.of());
    }

    private static Set<String> ids(String survivor, List<Standing> merges) {
        Set<String> ids = new HashSet<>(Set.of(survivor));
        merges.forEach(merge -> ids.add(merge.customerId()));
        return ids;
    }

    private static void refuseErased(JsonNode profile) {
        if (profile.hasNonNull("erased_at")) {
            throw RejectedEvent.because("one of the two customers was erased; nothing about them is kept");
        }
    }

    private static String by(Event event) {
        String by = event.text("by");
        return by == null ? event.source() : by;
    }
}
