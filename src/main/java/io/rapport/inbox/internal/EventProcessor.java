package io.rapport.inbox.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.Effect;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.EventRouter;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import io.rapport.inbox.internal.InboxRows.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works events off: projections, journeys and the row's end are one transaction. A batch holds at most one event a
 * customer, so that no event of it builds upon another; a batch that fails is split, so that one bad event harms itself
 * alone.
 */
@Component
public final class EventProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(EventProcessor.class);
    private static final int BATCH = 25;
    private static final int DELIVERY = 500;

    /** Half of the partitions at the most, so that a second worker finds some. */
    private static final int PARTITIONS_A_BATCH = InboxQueue.PARTITIONS / 2;

    private static final Duration AFTER_CONFLICT = Duration.ofMillis(200);
    private static final int MOST_REASON = 1000;

    /** So often may a process die over an event alone before the event is parked; once may be chance. */
    private static final int MOST_DEATHS = 2;

    private final InboxQueue queue;
    private final EarlyStore earlyOnes;
    private final InboxRows rows;
    private final WorkMarks marks;
    private final EventCatalogue catalogue;
    private final List<EventProjection> projections;
    private final EventRouter router;
    private final TransactionTemplate transaction;
    private final BusinessClock clock;
    private final Counter done;
    private final Counter failed;
    private final Counter dead;

    EventProcessor(
            InboxQueue queue,
            EarlyStore earlyOnes,
            InboxRows rows,
            WorkMarks marks,
            EventCatalogue catalogue,
            List<EventProjection> projections,
            EventRouter router,
            PlatformTransactionManager transactions,
            BusinessClock clock,
            MeterRegistry metrics) {
        this.queue = queue;
        this.earlyOnes = earlyOnes;
        this.rows = rows;
        this.marks = marks;
        this.catalogue = catalogue;
        this.projections = projections;
        this.router = router;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.done = metrics.counter("rapport.inbox.events", "outcome", "done");
        this.failed = metrics.counter("rapport.inbox.events", "outcome", "failed");
        this.dead = metrics.counter("rapport.inbox.events", "outcome", "dead");
    }

    /**
     * Handles one batch of what is due now, in this thread.
     *
     * @return how many events were taken up; 0 when there is nothing to do here
     */
    public int handleNext() {
        marks.tidy();
        List<Row> taken = new ArrayList<>();
        List<Row> batch = new ArrayList<>();
        try {
            boolean worked = Boolean.TRUE.equals(transaction.execute(status -> {
                Instant now = clock.instant();
                List<Integer> held = queue.holdPartitions(now, PARTITIONS_A_BATCH);
                if (held.isEmpty()) {
                    return false;
                }
                taken.addAll(queue.next(held, now, BATCH));
                taken.stream().filter(row -> !row.suspect()).forEach(batch::add);
                return !batch.isEmpty() && handleMarked(batch, () -> handle(batch, now));
            }));
            if (worked) {
                done.increment(batch.size());
            }
        } catch (RuntimeException | Error e) {
            if (batch.isEmpty()) {
                throw e;
            }
            LOG.debug("A batch of {} events failed and is split", batch.size(), e);
            taken.forEach(this::handleAlone);
            return taken.size();
        }
        taken.stream().filter(Row::suspect).forEach(this::handleAlone);
        return taken.size();
    }

    /**
     * Does work on events in the current transaction, which holds their partitions, so that the process's death over it
     * is noticed.
     *
     * @return false if a process has died over one of them: then nothing was done but to hold them suspect
     */
    private boolean handleMarked(List<Row> rows, Runnable work) {
        List<String> died = marks.take(rows.stream().map(Row::seq).toList());
        try {
            if (died.isEmpty()) {
                work.run();
            } else {
                judge(died);
            }
        } catch (RuntimeException | Error e) {
            marks.takeBack();
            throw e;
        }
        marks.clear(died.isEmpty() ? rows.size() : 0, clock.instant());
        return died.isEmpty();
    }

    private void judge(List<String> died) {
        for (WorkMarks.Suspect suspect : marks.judge(died)) {
            if (suspect.deaths() >= MOST_DEATHS) {
                String reason = "parked: the process died " + suspect.deaths()
                        + " times while it worked on this event alone; look into the node's log before a replay";
                LOG.error("Event {} ({}) is a dead letter, {}", suspect.seq(), suspect.type(), reason);
                dead.increment();
                queue.park(suspect.seq(), clock.instant(), reason);
            } else {
                LOG.warn("A process died over event {} ({}), which is tried alone", suspect.seq(), suspect.type());
            }
        }
    }

    private void handleAlone(Row row) {
        try {
            boolean worked = Boolean.TRUE.equals(transaction.execute(status -> {
                queue.take(List.of(InboxQueue.partition(row.customerId())));
                Instant now = clock.instant();
                // another worker may have been quicker between the batch and this
                Optional<Row> current = queue.waiting(row.seq(), now);
                return current.isPresent()
                        && handleMarked(List.of(current.get()), () -> handle(List.of(current.get()), now));
            }));
            if (worked) {
                done.increment();
            }
        } catch (RejectedEvent e) {
            giveUp(row, row.attempts() + 1, e.getMessage(), e.isEmptied());
        } catch (ConcurrencyFailureException e) {
            queue.retry(row.seq(), row.attempts(), clock.instant().plus(AFTER_CONFLICT), "met another change", false);
        } catch (RuntimeException | Error e) {
            // an error, such as a stack that overflows, is the event's as long as the process survives it
            fail(row, e);
        }
    }

    private void fail(Row row, Throwable cause) {
        int attempts = row.attempts() + 1;
        String reason = reason(cause);
        Optional<Duration> pause = RetryPlan.afterFailure(attempts);
        failed.increment();
        if (pause.isPresent()) {
            LOG.warn("Event {} ({}) failed, try {}: {}", row.seq(), row.type(), attempts, reason, cause);
            queue.retry(
                    row.seq(), attempts, clock.instant().plus(pause.get()), reason, !catalogue.isStrict(row.type()));
        } else {
            giveUp(row, attempts, reason, false);
        }
    }

    private void giveUp(Row row, int attempts, String reason, boolean emptied) {
        LOG.error("Event {} ({}) is a dead letter after {} tries: {}", row.seq(), row.type(), attempts, reason);
        dead.increment();
        queue.dead(row.seq(), attempts, clock.instant(), reason, emptied);
    }

    private void handle(List<Row> batch, Instant now) {
        List<Event> events = new ArrayList<>(batch.size());
        List<Event> projected = new ArrayList<>();
        for (Row row : batch) {
            (row.projectionsOnly() ? projected : events).add(project(rows.event(row)));
        }
        queue.projected(projected, now);
        settle(events, router.route(events), now);
    }

    private Event project(Event event) {
        Event known = event;
        for (EventProjection projection : projections) {
            Set<Reference> further = projection.project(known);
            known = known.with(further);
        }
        return known;
    }

    private void settle(List<Event> events, Map<Long, List<Effect>> effects, Instant now) {
        List<Event> settled = new ArrayList<>(events.size());
        for (Event event : events) {
            Optional<Duration> timeToLive = catalogue.timeToLive(event.type());
            boolean unmatched = effects.getOrDefault(event.seq(), List.of()).isEmpty();
            if (unmatched && timeToLive.isPresent() && !isDoneLate(event)) {
                earlyOnes.early(event, now, now.plus(timeToLive.get()));
            } else {
                settled.add(event);
            }
        }
        queue.done(settled, effects, now);
    }

    private boolean isDoneLate(Event event) {
        return catalogue.isDoneWhenOver(event.type()) && router.isOver(event);
    }

    /**
     * Puts events whose time of delivery has come into the queue, offers early events to the journeys again, and lets go
     * of those whose time is over.
     *
     * @return how many were touched; 0 when there is nothing to do
     */
    public int handleEarly() {
        Instant now = clock.instant();
        int delivered = queue.deliver(now, DELIVERY);
        int expired = earlyOnes.expire(now);
        dead.increment(expired);
        List<Row> due = earlyOnes.early(now, BATCH);
        for (Row row : due) {
            try {
                if (Boolean.TRUE.equals(transaction.execute(status -> offerAgain(row)))) {
                    done.increment();
                }
            } catch (RejectedEvent e) {
                giveUp(row, row.attempts() + 1, e.getMessage(), e.isEmptied());
            } catch (ConcurrencyFailureException e) {
                earlyOnes.retryEarly(row.seq(), row.attempts(), clock.instant().plus(AFTER_CONFLICT));
            } catch (RuntimeException | Error e) {
                failEarly(row, e);
            }
        }
        return delivered + expired + due.size();
    }

    private boolean offerAgain(Row row) {
        Instant now = clock.instant();
        queue.take(List.of(InboxQueue.partition(row.customerId())));
        Optional<Row> current = earlyOnes.stillEarly(row.seq(), now);
        List<Boolean> found = new ArrayList<>(1);
        current.ifPresent(early -> handleMarked(List.of(early), () -> found.add(offer(early, now))));
        return found.contains(true);
    }

    private boolean offer(Row row, Instant now) {
        // what it is about may not have been known when it came, so that the tables could not take it either
        Event event = project(rows.event(row));
        Map<Long, List<Effect>> effects = router.route(List.of(event));
        if (effects.getOrDefault(row.seq(), List.of()).isEmpty() && !isDoneLate(event)) {
            earlyOnes.lookAgain(row, now);
            return false;
        }
        queue.done(List.of(event), effects, now);
        return true;
    }

    private void failEarly(Row row, Throwable cause) {
        int attempts = row.attempts() + 1;
        failed.increment();
        LOG.warn("Early event {} ({}) failed, try {}", row.seq(), row.type(), attempts, cause);
        Optional<Duration> pause = RetryPlan.afterFailure(attempts);
        if (pause.isPresent()) {
            earlyOnes.retryEarly(row.seq(), attempts, clock.instant().plus(pause.get()));
        } else {
            giveUp(row, attempts, reason(cause), false);
        }
    }

    private static String reason(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage());
        String text = root.getClass().getSimpleName() + ": "
                + message.lines().findFirst().orElse("");
        return text.length() > MOST_REASON ? text.substring(0, MOST_REASON) : text;
    }
}
