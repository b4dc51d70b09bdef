package io.rapport.inbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.Cancellation;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Receipt;
import io.rapport.inbox.WaitingEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Accepts events into the table of the inbox. */
@Component
public class DefaultInbox implements Inbox {

    private final EventCatalogue catalogue;
    private final IntakeCheck check;
    private final IntakeStore store;
    private final WorkSignal signal;
    private final BusinessClock clock;

    DefaultInbox(
            EventCatalogue catalogue, IntakeCheck check, IntakeStore store, WorkSignal signal, BusinessClock clock) {
        this.catalogue = catalogue;
        this.check = check;
        this.store = store;
        this.signal = signal;
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
        List<Receipt> receipts = valid.isEmpty() ? List.of() : store.insertAll(valid, now);
        for (int i = 0; i < receipts.size(); i++) {
            answers[places.get(i)] = new IntakeResult(receipts.get(i), null);
        }
        if (receipts.contains(Receipt.ACCEPTED)) {
            signal.afterCommit();
        }
        return List.of(answers);
    }

    private InvalidEvent[] faults(List<EventSubmission> events, Instant now) {
        InvalidEvent[] faults = new InvalidEvent[events.size()];
        for (int i = 0; i < events.size(); i++) {
            try {
                catalogue.check(events.get(i).event(), events.get(i).due(now));
            } catch (InvalidEvent e) {
                faults[i] = e;
            }
        }
        return faults;
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
