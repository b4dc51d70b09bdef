package io.rapport.inbox.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.CustomerAliases;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventGivenUp;
import io.rapport.inbox.EventRouter;
import io.rapport.inbox.RejectedEvent;
import io.rapport.inbox.internal.InboxRows.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works events off: projections, journeys and the row's end are one transaction. A batch is processed in sets, each of
 * which holds at most one event a customer, so that no event of it builds upon another; a batch that fails is split, so
 * that one bad event harms itself alone. An event that fails alone is taken apart: the projections are one transaction, and each journey is one of its own
 * (docs/adr/0033), so that a journey that fails harms itself alone.
 */
@Component
public final class EventProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(EventProcessor.class);
    private static final int DUE_AT_ONCE = 500;

    /** Between two looks for events that nobody will call. */
    private static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Half of the partitions at the most, so that a second worker finds some. */
    private static final int PARTITIONS_A_BATCH = CustomerLock.PARTITIONS / 2;

    private final InboxQueue queue;
    private final InboxTransitions transitions;
    private final UnmatchedEventStore unmatched;
    private final DeliveryProcessor deliveries;
    private final DeliveryStore deliveryStore;
    private final EventSettlement settlement;
    private final InboxRows rows;
    private final InFlightWork work;
    private final EventCatalogue catalogue;
    private final EventProjections projections;
    private final EventRouter router;
    private final CustomerLock lock;
    private final CustomerAliases aliases;
    private final TransactionTemplate transaction;
    private final int largestBatch;
    private final ApplicationEventPublisher events;
    private final BusinessClock clock;
    private final Counter done;
    private final Counter failed;
    private final Counter dead;
    private final Counter conflicts;
    private final Counter outages;

    /** After the database was away or could not write: one event at a time, until one succeeds. */
    private volatile boolean cautious;

    private volatile long lastForgotten = System.nanoTime();

    EventProcessor(
            InboxQueue queue,
            InboxTransitions transitions,
            UnmatchedEventStore unmatched,
            DeliveryProcessor deliveries,
            DeliveryStore deliveryStore,
            EventSettlement settlement,
            InboxRows rows,
            InFlightWork work,
            EventCatalogue catalogue,
            EventProjections projections,
            EventRouter router,
            CustomerLock lock,
            CustomerAliases aliases,
            InboxProperties properties,
            PlatformTransactionManager transactions,
            ApplicationEventPublisher events,
            BusinessClock clock,
            MeterRegistry metrics) {
        this.queue = queue;
        this.transitions = transitions;
        this.unmatched = unmatched;
        this.deliveries = deliveries;
        this.deliveryStore = deliveryStore;
        this.settlement = settlement;
        this.rows = rows;
        this.work = work;
        this.catalogue = catalogue;
        this.projections = projections;
        this.router = router;
        this.lock = lock;
        this.aliases = aliases;
        this.largestBatch = properties.batch();
        this.transaction = new TransactionTemplate(transactions);
        this.events = events;
        this.clock = clock;
        this.done = metrics.counter("rapport.inbox.events", "outcome", "done");
        this.failed = metrics.counter("rapport.inbox.events", "outcome", "failed");
        this.dead = metrics.counter("rapport.inbox.events", "outcome", "dead");
        this.conflicts = metrics.counter("rapport.inbox.setbacks", "cause", "conflict");
        this.outages = metrics.counter("rapport.inbox.setbacks", "cause", "infrastructure");
    }

    /**
     * Handles one batch of what is due now, in this thread.
     *
     * @return how many events were taken up; 0 when there is nothing to do here
     * @throws RuntimeException if the database is away or cannot write; nothing is counted against any event then, and the
     *     caller should wait a while
     */
    public int handleNext() {
        work.tidy();
        List<Row> taken = new ArrayList<>();
        List<Row> batch = new ArrayList<>();
        int most = cautious ? 1 : largestBatch;
        try {
            boolean worked = Boolean.TRUE.equals(transaction.execute(status -> {
                Instant now = clock.instant();
                List<Integer> held = queue.holdPartitions(now, Math.min(most, PARTITIONS_A_BATCH));
                if (held.isEmpty()) {
                    return false;
                }
                taken.addAll(queue.next(held, now, most, row -> projections.isAlone(row.type())));
                taken.stream().filter(row -> !isSingle(row)).forEach(batch::add);
                return !batch.isEmpty() && work.run(seqs(batch), batch.size(), () -> handle(batch, now));
            }));
            if (worked) {
                done.increment(batch.size());
                cautious = false;
            }
        } catch (RuntimeException | Error e) {
            if (FailureKind.of(e) == FailureKind.INFRASTRUCTURE) {
                // a batch is tried again one by one; what fails so by itself lets others go first
                stepBack(batch.size() == 1 ? batch.get(0) : null);
                throw e;
            }
            if (batch.isEmpty()) {
                throw e;
            }
            LOG.debug("A batch of {} events failed and is split", batch.size(), e);
            taken.forEach(this::handleAlone);
            return taken.size();
        }
        taken.stream().filter(this::isSingle).forEach(this::handleAlone);
        return taken.size();
    }

    /** Whether an event has a transaction of its own: it may kill the process, or needs locks that the batch does not hold. */
    private boolean isSingle(Row row) {
        return row.suspect() || !otherCustomers(row).isEmpty();
    }

    private Set<String> otherCustomers(Row row) {
        return projections.isAlone(row.type()) ? projections.otherCustomers(rows.event(row)) : Set.of();
    }

    private static List<Long> seqs(List<Row> rows) {
        return rows.stream().map(Row::seq).toList();
    }

    private void stepBack(Row row) {
        outages.increment();
        cautious = true;
        if (row != null) {
            Quietly.run(() -> transitions.putOff(row.seq(), clock.instant().plus(RetryPlan.AFTER_INFRASTRUCTURE)));
        }
    }

    private void handleAlone(Row row) {
        if (row.deaths() > 0) {
            // a process died over it alone: which of its receivers was it?
            handleApart(row);
            return;
        }
        try {
            boolean worked = Boolean.TRUE.equals(transaction.execute(status -> {
                Instant now = clock.instant();
                return held(row, now)
                        .map(current -> work.run(seqs(List.of(current)), 1, () -> handle(List.of(current), now)))
                        .orElse(false);
            }));
            if (worked) {
                done.increment();
                cautious = false;
            }
        } catch (RuntimeException | Error e) {
            recover(row, e, () -> handleApart(row));
        }
    }

    /** The event, if another worker was not quicker between the pick and this; its partition is held. */
    private Optional<Row> held(Row row, Instant now) {
        // in ascending order, as everybody takes several
        Set<Integer> partitions = new TreeSet<>(Set.of(CustomerLock.partition(row.customerId())));
        otherCustomers(row).forEach(customer -> partitions.add(CustomerLock.partition(customer)));
        queue.take(partitions);
        // one that was moved meanwhile is picked again where it stands now
        return queue.waiting(row.seq(), now)
                .filter(current -> current.customerId().equals(row.customerId()));
    }

    /** What a failure means for an event; what is its own fault is left to the caller. */
    private void recover(Row row, Throwable failure, Runnable otherwise) {
        switch (FailureKind.of(failure)) {
            case INFRASTRUCTURE -> {
                stepBack(row);
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }
            case CONFLICT -> {
                conflicts.increment();
                int met = row.conflicts() + 1;
                Optional<Duration> pause = RetryPlan.afterConflict(met);
                if (pause.isPresent()) {
                    transitions.conflict(
                            row.seq(), met, clock.instant().plus(pause.get()), FailureReasons.conflict(met));
                } else {
                    otherwise.run();
                }
            }
            case MOVED -> moveOn(row);
            case REJECTED -> {
                boolean emptied = ((RejectedEvent) failure).isEmptied();
                if (emptied && isOwnNews(row)) {
                    leaveQueue(row, now -> transitions.discard(row.seq(), now, failure.getMessage()));
                } else {
                    giveUp(row, row.attempts() + 1, failure.getMessage(), emptied);
                }
            }
            // an error, such as a stack that overflows, is the event's as long as the process survives it
            default -> otherwise.run();
        }
    }

    /** What Rapport itself said of a customer, who was erased before it was heard: nobody has anything to see to. */
    private boolean isOwnNews(Row row) {
        return row.source().startsWith(Envelope.OWN_SOURCES)
                && catalogue.refusalToSystems(row.type()).isPresent();
    }

    private void moveOn(Row row) {
        transaction.executeWithoutResult(status -> {
            lock.take(row.customerId());
            aliases.moveStragglers(row.customerId());
        });
    }

    /** The projections in one transaction, then each journey in one of its own. */
    private void handleApart(Row row) {
        apart(row, now -> held(row, now), cause -> fail(row, cause));
    }

    /** Reads the event anew, under its partition's lock; empty if it is somebody else's by now. */
    private interface CurrentRow {
        Optional<Row> at(Instant now);
    }

    private interface Failed {
        void because(Throwable cause);
    }

    private void apart(Row row, CurrentRow read, Failed failure) {
        List<Long> owed = new ArrayList<>();
        try {
            transaction.executeWithoutResult(status -> {
                Instant now = clock.instant();
                read.at(now)
                        .ifPresent(current ->
                                work.run(seqs(List.of(current)), 1, () -> owed.addAll(takeApart(current, now))));
            });
        } catch (RuntimeException | Error e) {
            recover(row, e, () -> failure.because(e));
            return;
        }
        owed.forEach(deliveries::handle);
    }

    /** @return the deliveries to the journeys that the event reaches */
    private List<Long> takeApart(Row row, Instant now) {
        Event told = rows.event(row);
        boolean known =
                !row.projectionsOnly() && !projections.known(List.of(told)).isEmpty();
        Event event = projections.project(told);
        if (row.projectionsOnly() || known) {
            if (known) {
                transitions.done(List.of(event), Map.of(), now);
            } else {
                transitions.projected(List.of(event), now);
            }
            queue.callNext(List.of(row), now);
            return List.of();
        }
        List<EventEffect> ended = router.end(event);
        Set<String> journeys = new HashSet<>(router.receivers(event));
        journeys.addAll(settlement.owed(List.of(event)).getOrDefault(event.seq(), Set.of()));
        if (journeys.isEmpty()) {
            settlement.settle(List.of(event), Map.of(event.seq(), ended), Map.of(), now);
            queue.callNext(List.of(row), now);
            return List.of();
        }
        transitions.delivering(List.of(event), Map.of(event.seq(), ended));
        queue.callNext(List.of(row), now);
        return deliveryStore.record(List.of(event), Map.of(event.seq(), journeys), now);
    }

    private void fail(Row row, Throwable cause) {
        int attempts = row.attempts() + 1;
        String reason = FailureReasons.of(cause);
        Optional<Duration> pause = RetryPlan.afterFailure(attempts);
        failed.increment();
        if (pause.isPresent()) {
            LOG.warn(
                    "Event {} ({}) failed, try {}: {}",
                    row.seq(),
                    row.type(),
                    attempts,
                    reason,
                    FailureReasons.trace(cause));
            leaveQueue(
                    row,
                    now -> transitions.retry(
                            row.seq(), attempts, now.plus(pause.get()), reason, catalogue.isLoose(row.type())));
        } else {
            giveUp(row, attempts, reason, false);
        }
    }

    private void giveUp(Row row, int attempts, String reason, boolean emptied) {
        LOG.error("Event {} ({}) is a dead letter after {} tries: {}", row.seq(), row.type(), attempts, reason);
        dead.increment();
        leaveQueue(row, now -> {
            transitions.dead(row.seq(), attempts, now, reason, emptied);
            events.publishEvent(new EventGivenUp(row.seq(), row.source(), row.type(), row.customerId(), row.data()));
        });
    }

    private interface Change {
        void make(Instant now);
    }

    /** Under the partition's lock, so that nobody puts another event behind this one while it goes. */
    private void leaveQueue(Row row, Change change) {
        transaction.executeWithoutResult(status -> {
            queue.take(List.of(CustomerLock.partition(row.customerId())));
            Instant now = clock.instant();
            change.make(now);
            queue.callNext(List.of(row), now);
        });
    }

    private void handle(List<Row> batch, Instant now) {
        Set<Long> toTablesOnly =
                batch.stream().filter(Row::projectionsOnly).map(Row::seq).collect(Collectors.toSet());
        List<Event> events = batch.stream().map(rows::event).toList();
        for (List<Event> set : EventSets.cut(events, Event::queue, event -> projections.isAlone(event.type()))) {
            handle(set, toTablesOnly, now);
        }
        queue.callNext(batch, now);
    }

    private void handle(List<Event> set, Set<Long> toTablesOnly, Instant now) {
        Predicate<Event> again = event -> toTablesOnly.contains(event.seq());
        Set<Long> known = projections.known(where(set, again.negate()));
        List<Event> projected = projections.project(set);
        transitions.projected(where(projected, again), now);
        transitions.done(where(projected, event -> known.contains(event.seq())), Map.of(), now);
        List<Event> news = where(projected, again.negate().and(event -> !known.contains(event.seq())));
        Map<Long, Set<String>> owed = settlement.owed(news);
        settlement.settle(news, router.route(news, owed), owed, now);
    }

    private static List<Event> where(List<Event> events, Predicate<Event> condition) {
        return events.stream().filter(condition).toList();
    }

    /**
     * Does what comes beside the queue: puts events whose time of delivery has come into it, offers unmatched events to the
     * journeys again, lets go of those whose time is over, and brings events to journeys that they are still owed to.
     *
     * @return how many were touched; 0 when there is nothing to do
     */
    public int handleUnmatched() {
        Instant now = clock.instant();
        int delivered = queue.deliver(now, DUE_AT_ONCE) + callForgotten(now);
        int owed = deliveries.handleDue(largestBatch);
        int expired = unmatched.expire(now);
        dead.increment(expired);
        List<Row> due = unmatched.due(now, largestBatch);
        for (Row row : due) {
            handleUnmatched(row);
        }
        return delivered + owed + expired + due.size();
    }

    private int callForgotten(Instant now) {
        long moment = System.nanoTime();
        if (moment - lastForgotten < FORGOTTEN_NANOS) {
            return 0;
        }
        lastForgotten = moment;
        return queue.callForgotten(now);
    }

    private void handleUnmatched(Row row) {
        CurrentRow read = now -> {
            queue.take(List.of(CustomerLock.partition(row.customerId())));
            return unmatched.stillUnmatched(row.seq(), now).filter(current -> current.customerId()
                    .equals(row.customerId()));
        };
        if (row.deaths() > 0) {
            apart(row, read, cause -> failUnmatched(row, cause));
            return;
        }
        try {
            boolean found = Boolean.TRUE.equals(transaction.execute(status -> offerAgain(read)));
            if (found) {
                done.increment();
            }
        } catch (RuntimeException | Error e) {
            recover(row, e, () -> apart(row, read, cause -> failUnmatched(row, cause)));
        }
    }

    private boolean offerAgain(CurrentRow read) {
        Instant now = clock.instant();
        List<Boolean> found = new ArrayList<>(1);
        read.at(now).ifPresent(event -> work.run(seqs(List.of(event)), 1, () -> found.add(offer(event, now))));
        return found.contains(true);
    }

    private boolean offer(Row row, Instant now) {
        // what it is about may not have been known when it came, so that the tables could not take it either
        Event event = projections.project(rows.event(row));
        Set<String> unsettled = deliveryStore.unsettled(event.seq());
        Set<String> owed = new HashSet<>(settlement.owed(List.of(event)).getOrDefault(event.seq(), Set.of()));
        Set<String> leftOut = new HashSet<>(owed);
        leftOut.addAll(unsettled);
        owed.removeAll(unsettled);
        Map<Long, List<EventEffect>> effects = router.route(List.of(event), Map.of(event.seq(), leftOut));
        boolean reachedNothing = effects.getOrDefault(row.seq(), List.of()).isEmpty();
        if (!owed.isEmpty()) {
            deliveryStore.record(List.of(event), Map.of(event.seq(), owed), now);
        }
        if (reachedNothing && !settlement.kept(List.of(event)).isEmpty()) {
            unmatched.putOff(row, now);
            return false;
        }
        if (leftOut.isEmpty()) {
            transitions.done(List.of(event), effects, now);
        } else {
            transitions.delivering(List.of(event), effects);
        }
        return true;
    }

    private void failUnmatched(Row row, Throwable cause) {
        int attempts = row.attempts() + 1;
        failed.increment();
        LOG.warn("Unmatched event {} ({}) failed, try {}", row.seq(), row.type(), attempts, cause);
        Optional<Duration> pause = RetryPlan.afterFailure(attempts);
        if (pause.isPresent()) {
            unmatched.retry(row.seq(), attempts, clock.instant().plus(pause.get()));
        } else {
            giveUp(row, attempts, FailureReasons.of(cause), false);
        }
    }
}
