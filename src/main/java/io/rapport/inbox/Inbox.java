package io.rapport.inbox;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.internal.EventCatalogue;
import io.rapport.inbox.internal.IntakeStore;
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
    private final IntakeStore store;
    private final WorkSignal signal;
    private final BusinessClock clock;

    Inbox(EventCatalogue catalogue, IntakeStore store, WorkSignal signal, BusinessClock clock) {
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
        return accept(event, null);
    }

    /**
     * Takes an event in that is to be delivered later. It is checked now and a committed row as any other; at its time it
     * takes its place at the end of its customer's queue, as if it came in then. The time is part of the event: the same
     * event with another time is in conflict.
     *
     * @param event any event
     * @param deliverAt when; {@code null} or a moment that is past means now
     * @return whether it is new, known, or in conflict with a known one
     * @throws InvalidEvent if the type is unknown, or the data is not as the catalogue says
     */
    @Transactional
    public Receipt accept(NewEvent event, Instant deliverAt) {
        Instant now = clock.instant();
        Delivery delivery = new Delivery(event, deliverAt);
        catalogue.check(event, delivery.due(now));
        if (!store.insert(event, deliverAt, now)) {
            return store.isSame(event, deliverAt) ? Receipt.DUPLICATE : Receipt.CONFLICT;
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
    public List<Answer> acceptAll(List<Delivery> events) {
        Instant now = clock.instant();
        Answer[] answers = new Answer[events.size()];
        List<Delivery> valid = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            try {
                catalogue.check(events.get(i).event(), events.get(i).due(now));
                valid.add(events.get(i));
                places.add(i);
            } catch (InvalidEvent e) {
                answers[i] = new Answer(null, e);
            }
        }
        List<Receipt> receipts = valid.isEmpty() ? List.of() : store.insertAll(valid, now);
        for (int i = 0; i < receipts.size(); i++) {
            answers[places.get(i)] = new Answer(receipts.get(i), null);
        }
        if (receipts.contains(Receipt.ACCEPTED)) {
            signal.afterCommit();
        }
        return List.of(answers);
    }

    /**
     * Cancels an event that was to be delivered later and is not yet. Its identity stays taken.
     *
     * @param source its sender
     * @param id the sender's id
     * @return whether it is cancelled, now or before
     */
    @Transactional
    public Cancellation cancel(String source, String id) {
        return store.cancel(source, id, clock.instant());
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
