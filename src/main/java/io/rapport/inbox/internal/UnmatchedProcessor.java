package io.rapport.inbox.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventRouter;
import io.rapport.inbox.internal.InboxRows.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Offers events that came before their journey to the journeys again, and lets go of those whose time is over. */
@Component
final class UnmatchedProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(UnmatchedProcessor.class);

    private final UnmatchedEventStore unmatched;
    private final PartitionLocks locks;
    private final InboxTransitions transitions;
    private final InboxRows rows;
    private final InFlightWork work;
    private final EventProjections projections;
    private final EventRouter router;
    private final EventSettlement settlement;
    private final DeliveryStore deliveryStore;
    private final EventSplitter splitter;
    private final EventFailures failures;
    private final TransactionTemplate transaction;
    private final BusinessClock clock;
    private final Counter done;
    private final Counter failed;
    private final Counter dead;

    UnmatchedProcessor(
            UnmatchedEventStore unmatched,
            PartitionLocks locks,
            InboxTransitions transitions,
            InboxRows rows,
            InFlightWork work,
            EventProjections projections,
            EventRouter router,
            EventSettlement settlement,
            DeliveryStore deliveryStore,
            EventSplitter splitter,
            EventFailures failures,
            PlatformTransactionManager transactions,
            BusinessClock clock,
            MeterRegistry metrics) {
        this.unmatched = unmatched;
        this.locks = locks;
        this.transitions = transitions;
        this.rows = rows;
        this.work = work;
        this.projections = projections;
        this.router = router;
        this.settlement = settlement;
        this.deliveryStore = deliveryStore;
        this.splitter = splitter;
        this.failures = failures;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.done = metrics.counter("rapport.inbox.events", "outcome", "done");
        this.failed = metrics.counter("rapport.inbox.events", "outcome", "failed");
        this.dead = metrics.counter("rapport.inbox.events", "outcome", "dead");
    }

    /**
     * @param now those whose next check or end is later do not count
     * @param most how many are offered at the most
     * @return how many were touched
     */
    int handleDue(Instant now, int most) {
        int expired = unmatched.expire(now);
        dead.increment(expired);
        List<Row> due = unmatched.due(now, most);
        due.forEach(this::handle);
        return expired + due.size();
    }

    private void handle(Row row) {
        Supplier<Optional<HeldEvent>> read = () -> {
            locks.take(List.of(CustomerLock.partition(row.customerId())));
            Instant now = clock.instant();
            return unmatched
                    .stillUnmatched(row.seq(), now)
                    .filter(current -> current.customerId().equals(row.customerId()))
                    .map(current -> new HeldEvent(current, now));
        };
        if (row.deaths() > 0) {
            splitter.split(row, read, cause -> retry(row, cause));
            return;
        }
        try {
            boolean found = Boolean.TRUE.equals(transaction.execute(status -> offerAgain(read)));
            if (found) {
                done.increment();
            }
        } catch (RuntimeException | Error e) {
            failures.recover(row, e, () -> splitter.split(row, read, cause -> retry(row, cause)));
        }
    }

    private boolean offerAgain(Supplier<Optional<HeldEvent>> read) {
        List<Boolean> found = new ArrayList<>(1);
        read.get()
                .ifPresent(
                        held -> work.run(List.of(held.row().seq()), 1, () -> found.add(offer(held.row(), held.now()))));
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

    private void retry(Row row, Throwable cause) {
        int attempts = row.attempts() + 1;
        failed.increment();
        LOG.warn("Unmatched event {} ({}) failed, try {}", row.seq(), row.type(), attempts, cause);
        Optional<Duration> pause = RetryPlan.afterFailure(attempts);
        if (pause.isPresent()) {
            unmatched.retry(row.seq(), attempts, clock.instant().plus(pause.get()));
        } else {
            failures.giveUp(row, attempts, FailureReasons.of(cause), false);
        }
    }
}
