package io.rapport.inbox.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventRouter;
import io.rapport.inbox.internal.InboxQueue.Picked;
import io.rapport.inbox.internal.InboxRows.Row;
import java.time.Instant;
import java.util.ArrayList;
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
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works events off: projections, journeys and the row's end are one transaction. A batch is processed in sets, each of
 * which holds at most one event a customer, so that no event of it builds upon another; a batch that fails is split, so
 * that one bad event harms itself alone. An event that fails alone is taken apart ({@link EventSplitter}); what a failure means
 * for an event is said elsewhere ({@link EventFailures}).
 */
@Component
public final class EventProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(EventProcessor.class);
    private static final int DUE_AT_ONCE = 500;

    /** Between two looks for events that nobody will call. */
    private static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Half of the partitions at the most, so that a second worker finds some. */
    private static final int PARTITIONS_A_BATCH = CustomerLock.PARTITIONS / 2;

    private final PartitionLocks locks;
    private final InboxQueue queue;
    private final InboxTransitions transitions;
    private final DeliveryProcessor deliveries;
    private final UnmatchedProcessor unmatched;
    private final EventSplitter splitter;
    private final EventFailures failures;
    private final EventSettlement settlement;
    private final InboxRows rows;
    private final InFlightWork work;
    private final EventProjections projections;
    private final EventRouter router;
    private final TransactionTemplate transaction;
    private final int largestBatch;
    private final BusinessClock clock;
    private final Counter done;

    private volatile long lastForgotten = System.nanoTime();

    EventProcessor(
            PartitionLocks locks,
            InboxQueue queue,
            InboxTransitions transitions,
            DeliveryProcessor deliveries,
            UnmatchedProcessor unmatched,
            EventSplitter splitter,
            EventFailures failures,
            EventSettlement settlement,
            InboxRows rows,
            InFlightWork work,
            EventProjections projections,
            EventRouter router,
            InboxProperties properties,
            PlatformTransactionManager transactions,
            BusinessClock clock,
            MeterRegistry metrics) {
        this.locks = locks;
        this.queue = queue;
        this.transitions = transitions;
        this.deliveries = deliveries;
        this.unmatched = unmatched;
        this.splitter = splitter;
        this.failures = failures;
        this.settlement = settlement;
        this.rows = rows;
        this.work = work;
        this.projections = projections;
        this.router = router;
        this.largestBatch = properties.batch();
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.done = metrics.counter("rapport.inbox.events", "outcome", "done");
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
        int most = failures.isCautious() ? 1 : largestBatch;
        try {
            boolean worked = Boolean.TRUE.equals(transaction.execute(status -> {
                List<Integer> held = locks.holdWithWork(clock.instant(), Math.min(most, PARTITIONS_A_BATCH));
                if (held.isEmpty()) {
                    return false;
                }
                // read once they are held: meanwhile another worker may have handled earlier events
                Instant now = clock.instant();
                Picked next = queue.next(held, now, most, row -> projections.isAlone(row.type()));
                taken.addAll(next.rows());
                taken.stream().filter(row -> !isSingle(row)).forEach(batch::add);
                return !batch.isEmpty() && work.run(seqs(batch), batch.size(), () -> handleBatch(batch, next, now));
            }));
            if (worked) {
                done.increment(batch.size());
                failures.succeeded();
            }
        } catch (RuntimeException | Error e) {
            if (FailureKind.of(e) == FailureKind.INFRASTRUCTURE) {
                // a batch is tried again one by one; what fails so by itself lets others go first
                failures.stepBack(batch.size() == 1 ? batch.get(0) : null);
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

    private void handleAlone(Row row) {
        if (row.deaths() > 0) {
            // a process died over it alone: which of its receivers was it?
            handleApart(row);
            return;
        }
        try {
            boolean worked = Boolean.TRUE.equals(transaction.execute(status -> {
                return held(row)
                        .map(held -> work.run(
                                List.of(row.seq()),
                                1,
                                () -> handleBatch(List.of(held.row()), alone(held.row()), held.now())))
                        .orElse(false);
            }));
            if (worked) {
                done.increment();
                failures.succeeded();
            }
        } catch (RuntimeException | Error e) {
            failures.recover(row, e, () -> handleApart(row));
        }
    }

    /** The event, if another worker was not quicker between the pick and this; its partition is held. */
    private Optional<HeldEvent> held(Row row) {
        // in ascending order, as everybody takes several
        Set<Integer> partitions = new TreeSet<>(Set.of(CustomerLock.partition(row.customerId())));
        otherCustomers(row).forEach(customer -> partitions.add(CustomerLock.partition(customer)));
        locks.take(partitions);
        Instant now = clock.instant();
        // one that was moved meanwhile is picked again where it stands now
        return queue.waiting(row.seq(), now)
                .filter(current -> current.customerId().equals(row.customerId()))
                .map(current -> new HeldEvent(current, now));
    }

    private void handleApart(Row row) {
        splitter.split(row, () -> held(row), cause -> failures.retry(row, cause));
    }

    /** What may be so of a single event's customer. */
    private static Picked alone(Row row) {
        return new Picked(List.of(row), Set.of(row.customerId()), Set.of(row.customerId()));
    }

    /** @param picked what is known of the batch's customers */
    private void handleBatch(List<Row> batch, Picked picked, Instant now) {
        Set<Long> toTablesOnly =
                batch.stream().filter(Row::projectionsOnly).map(Row::seq).collect(Collectors.toSet());
        List<Event> events = batch.stream().map(rows::event).toList();
        for (List<Event> set : EventSets.cut(events, Event::queue, event -> projections.isAlone(event.type()))) {
            handle(set, toTablesOnly, picked.owing(), now);
        }
        queue.callNext(
                batch.stream()
                        .filter(row -> picked.followed().contains(row.customerId()))
                        .toList(),
                now);
    }

    private void handle(List<Event> set, Set<Long> toTablesOnly, Set<String> owing, Instant now) {
        Predicate<Event> again = event -> toTablesOnly.contains(event.seq());
        Set<Long> known = projections.known(where(set, again.negate()));
        List<Event> projected = projections.project(set);
        transitions.projected(where(projected, again), now);
        transitions.done(where(projected, event -> known.contains(event.seq())), Map.of(), now);
        List<Event> news = where(projected, again.negate().and(event -> !known.contains(event.seq())));
        Map<Long, Set<String>> owed = settlement.owed(where(news, event -> owing.contains(event.queue())));
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
        return delivered + owed + unmatched.handleDue(now, largestBatch);
    }

    private int callForgotten(Instant now) {
        long moment = System.nanoTime();
        if (moment - lastForgotten < FORGOTTEN_NANOS) {
            return 0;
        }
        lastForgotten = moment;
        return queue.callForgotten(now);
    }
}
