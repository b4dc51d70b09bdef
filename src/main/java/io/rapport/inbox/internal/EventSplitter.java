package io.rapport.inbox.internal;

import io.rapport.inbox.Event;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventRouter;
import io.rapport.inbox.internal.InboxRows.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes an event apart that failed as a whole, or that a process died over: the projections are one transaction, and each
 * journey is one of its own (docs/adr/0033), so that a journey that fails harms itself alone.
 */
@Component
final class EventSplitter {

    private final InboxQueue queue;
    private final InboxTransitions transitions;
    private final InboxRows rows;
    private final InFlightWork work;
    private final EventProjections projections;
    private final EventRouter router;
    private final EventSettlement settlement;
    private final DeliveryStore deliveryStore;
    private final DeliveryProcessor deliveries;
    private final EventFailures failures;
    private final TransactionTemplate transaction;

    EventSplitter(
            InboxQueue queue,
            InboxTransitions transitions,
            InboxRows rows,
            InFlightWork work,
            EventProjections projections,
            EventRouter router,
            EventSettlement settlement,
            DeliveryStore deliveryStore,
            DeliveryProcessor deliveries,
            EventFailures failures,
            PlatformTransactionManager transactions) {
        this.queue = queue;
        this.transitions = transitions;
        this.rows = rows;
        this.work = work;
        this.projections = projections;
        this.router = router;
        this.settlement = settlement;
        this.deliveryStore = deliveryStore;
        this.deliveries = deliveries;
        this.failures = failures;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Brings an event to the tables, and then to each journey that it reaches.
     *
     * @param row the event
     * @param read takes its partition and reads it anew; empty if it is somebody else's by now
     * @param failed what is to be done if the tables cannot take it, for its own sake
     * @throws RuntimeException if the database is away: nothing is counted against the event then
     */
    void split(Row row, Supplier<Optional<HeldEvent>> read, Consumer<Throwable> failed) {
        List<Long> owed = new ArrayList<>();
        try {
            transaction.executeWithoutResult(status -> {
                read.get()
                        .ifPresent(held -> work.run(
                                List.of(held.row().seq()), 1, () -> owed.addAll(takeApart(held.row(), held.now()))));
            });
        } catch (RuntimeException | Error e) {
            failures.recover(row, e, () -> failed.accept(e));
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
}
