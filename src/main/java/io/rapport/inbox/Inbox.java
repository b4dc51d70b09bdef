package io.rapport.inbox;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.internal.EventCatalogue;
import io.rapport.inbox.internal.InboxStore;
import io.rapport.inbox.internal.WorkSignal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The door for events, from outside and from inside: an accepted event is a row, worked on once, in order. */
@Component
public class Inbox {

    private final EventCatalogue catalogue;
    private final InboxStore store;
    private final WorkSignal signal;
    private final BusinessClock clock;

    Inbox(EventCatalogue catalogue, InboxStore store, WorkSignal signal, BusinessClock clock) {
        this.catalogue = catalogue;
        this.store = store;
        this.signal = signal;
        this.clock = clock;
    }

    /**
     * Takes an event in. Joins the caller's transaction if there is one; the event counts from its commit on.
     *
     * @param event any event
     * @return whether it is new, known, or in conflict with a known one
     * @throws InvalidEvent if the type is unknown, or the data is not as the catalogue says
     */
    @Transactional
    public Receipt accept(NewEvent event) {
        catalogue.check(event);
        Instant now = clock.instant();
        if (!store.insert(event, now)) {
            return store.isSame(event) ? Receipt.DUPLICATE : Receipt.CONFLICT;
        }
        signal.afterCommit();
        return Receipt.ACCEPTED;
    }

    /**
     * The answer to one event of several.
     *
     * @param receipt what became of it; {@code null} if it is not valid
     * @param invalid why it was refused; {@code null} if it is valid
     */
    public record Answer(Receipt receipt, InvalidEvent invalid) {}

    /**
     * Takes several events in, in their order and with one statement; those that are not valid harm no others. Joins the
     * caller's transaction if there is one.
     *
     * @param events any events, the same one twice if need be
     * @return an answer for each, in their order
     */
    @Transactional
    public List<Answer> acceptAll(List<NewEvent> events) {
        Answer[] answers = new Answer[events.size()];
        List<NewEvent> valid = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            try {
                catalogue.check(events.get(i));
                valid.add(events.get(i));
                places.add(i);
            } catch (InvalidEvent e) {
                answers[i] = new Answer(null, e);
            }
        }
        List<Receipt> receipts = valid.isEmpty() ? List.of() : store.insertAll(valid, clock.instant());
        for (int i = 0; i < receipts.size(); i++) {
            answers[places.get(i)] = new Answer(receipts.get(i), null);
        }
        if (receipts.contains(Receipt.ACCEPTED)) {
            signal.afterCommit();
        }
        return List.of(answers);
    }

    /**
     * Tells what became of an event.
     *
     * @param source its sender
     * @param id the sender's id
     * @return its status, or empty if it never was accepted
     */
    public Optional<EventStatus> status(String source, String id) {
        return store.status(source, id);
    }
}
