package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.Cancellation;
import io.rapport.inbox.CustomerResolver;
import io.rapport.inbox.CustomerResolver.Resolution;
import io.rapport.inbox.EventRouter;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.ExternalId;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.InvalidEvent.Fault;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Receipt;
import io.rapport.inbox.WaitingEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Accepts events into the table of the inbox. */
@Component
public class DefaultInbox implements Inbox {

    private static final String SOURCE = "urn:rapport:identity";

    /** Where the profile keeps an address that customers are named by. */
    private static final Map<String, String> ADDRESS_FIELDS =
            Map.of(ExternalId.EMAIL, "email", ExternalId.PHONE, "phone");

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final EventCatalogue catalogue;
    private final IntakeCheck check;
    private final IntakeStore store;
    private final CustomerResolver customers;
    private final WorkSignal signal;
    private final ObjectProvider<EventRouter> routers;
    private final BusinessClock clock;

    /** @param routers found when news comes, since journeys may need the inbox themselves */
    DefaultInbox(
            EventCatalogue catalogue,
            IntakeCheck check,
            IntakeStore store,
            CustomerResolver customers,
            WorkSignal signal,
            ObjectProvider<EventRouter> routers,
            BusinessClock clock) {
        this.catalogue = catalogue;
        this.check = check;
        this.store = store;
        this.customers = customers;
        this.signal = signal;
        this.routers = routers;
        this.clock = clock;
    }

    @Transactional
    @Override
    public Receipt accept(NewEvent event) {
        return accept(event, null);
    }

    @Transactional
    @Override
    public Receipt accept(NewEvent event, Instant deliverAt) {
        Instant now = clock.instant();
        EventSubmission delivery = new EventSubmission(event, deliverAt);
        check.check(event, delivery.due(now));
        if (!store.insert(event, deliverAt, now)) {
            return store.isSame(event, deliverAt) ? Receipt.DUPLICATE : Receipt.CONFLICT;
        }
        signal.afterCommit();
        return Receipt.ACCEPTED;
    }

    @Transactional
    @Override
    public List<IntakeResult> acceptAll(List<EventSubmission> events) {
        return accept(events, Set.of());
    }

    @Transactional
    @Override
    public List<IntakeResult> acceptNews(List<EventSubmission> news) {
        Set<String> types =
                news.stream().map(each -> each.event().type()).collect(Collectors.toCollection(HashSet::new));
        types.removeIf(this::isAwaited);
        return accept(news, types);
    }

    /** Whether an event of the type has anything to wait for. What is not known is refused anyway. */
    private boolean isAwaited(String type) {
        return !catalogue.names().contains(type)
                || catalogue.timeToLive(type).isPresent()
                || routers.stream().anyMatch(router -> router.listens(type));
    }

    /** @param settled types whose events are done as they are written */
    private List<IntakeResult> accept(List<EventSubmission> events, Set<String> settled) {
        Instant now = clock.instant();
        InvalidEvent[] faults = faults(events, now);
        if (Arrays.stream(faults).anyMatch(Objects::nonNull) && check.hasLoaded()) {
            faults = faults(events, now);
        }
        IntakeResult[] answers = new IntakeResult[events.size()];
        List<EventSubmission> valid = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (faults[i] == null) {
                valid.add(events.get(i));
                places.add(i);
            } else {
                answers[i] = new IntakeResult(null, faults[i]);
            }
        }
        List<Receipt> receipts = valid.stream().anyMatch(event -> event.externalId() != null)
                ? insertResolved(valid, now)
                : insert(valid, settled, now);
        for (int i = 0; i < receipts.size(); i++) {
            answers[places.get(i)] = new IntakeResult(receipts.get(i), null);
        }
        for (int i = 0; i < receipts.size(); i++) {
            if (receipts.get(i) == Receipt.ACCEPTED
                    && !settled.contains(valid.get(i).event().type())) {
                signal.afterCommit();
                break;
            }
        }
        return List.of(answers);
    }

    private InvalidEvent[] faults(List<EventSubmission> events, Instant now) {
        InvalidEvent[] faults = new InvalidEvent[events.size()];
        for (int i = 0; i < events.size(); i++) {
            try {
                catalogue.check(events.get(i).event(), events.get(i).due(now));
                checkAddress(events.get(i));
            } catch (InvalidEvent e) {
                faults[i] = e;
            }
        }
        return faults;
    }

    private List<Receipt> insert(List<EventSubmission> events, Set<String> settled, Instant now) {
        return events.isEmpty() ? List.of() : store.insertAll(events, settled, now);
    }

    /** A provisional customer is introduced by an event of our own, so that the profile knows the address. */
    private List<Receipt> insertResolved(List<EventSubmission> events, Instant now) {
        Map<ExternalId, Resolution> resolved = customers.resolve(events.stream()
                .map(EventSubmission::externalId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        List<EventSubmission> all = new ArrayList<>();
        resolved.forEach((id, resolution) -> {
            if (resolution.isNew() && ADDRESS_FIELDS.containsKey(id.system())) {
                all.add(new EventSubmission(introduction(id, resolution.customerId()), null));
            }
        });
        int introductions = all.size();
        List<Integer> places = new ArrayList<>();
        Receipt[] receipts = new Receipt[events.size()];
        for (int i = 0; i < receipts.length; i++) {
            EventSubmission event = events.get(i);
            Resolution resolution = event.externalId() == null ? null : resolved.get(event.externalId());
            if (resolution != null && resolution.customerId() == null) {
                receipts[i] = Receipt.AMBIGUOUS;
            } else {
                all.add(resolution == null ? event : event.about(resolution.customerId()));
                places.add(i);
            }
        }
        List<Receipt> written = insert(all, Set.of(), now);
        for (int i = 0; i < places.size(); i++) {
            receipts[places.get(i)] = written.get(introductions + i);
        }
        return List.of(receipts);
    }

    /** What the catalogue says of addresses holds for those in a subject, too. */
    private void checkAddress(EventSubmission event) {
        ExternalId id = event.externalId();
        if (id != null && ADDRESS_FIELDS.containsKey(id.system())) {
            try {
                catalogue.check(introduction(id, event.event().customerId()));
            } catch (InvalidEvent e) {
                throw new InvalidEvent(e.faults().stream()
                        .map(fault -> new Fault("/subject", "behind " + id.system() + ": " + fault.detail()))
                        .toList());
            }
        }
    }

    private NewEvent introduction(ExternalId id, String customerId) {
        return new NewEvent(
                SOURCE,
                "provisional:" + customerId,
                "customer.updated",
                customerId,
                null,
                json.objectNode().put(ADDRESS_FIELDS.get(id.system()), id.value()));
    }

    @Transactional
    @Override
    public Cancellation cancel(String source, String id) {
        return store.cancel(source, id, clock.instant());
    }

    @Override
    public Optional<EventStatus> status(String source, String id) {
        return store.status(source, id);
    }

    @Override
    public List<WaitingEvent> waiting(String customerId, Set<String> types) {
        return store.waiting(customerId, types);
    }
}
