package io.rapport.inbox;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.internal.EventCatalogue;
import io.rapport.inbox.internal.InboxStore;
import io.rapport.inbox.internal.WorkSignal;
import java.time.Instant;
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
