package io.rapport.inbox.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.CustomerAliases;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.EventGivenUp;
import io.rapport.inbox.RejectedEvent;
import io.rapport.inbox.internal.InboxRows.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a failure means for the event that met it: it is put off, tried again, moved, given up or dropped. */
@Component
final class EventFailures {

    private static final Logger LOG = LoggerFactory.getLogger(EventFailures.class);

    private final PartitionLocks locks;
    private final InboxQueue queue;
    private final InboxTransitions transitions;
    private final EventCatalogue catalogue;
    private final CustomerLock lock;
    private final CustomerAliases aliases;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;
    private final BusinessClock clock;
    private final Counter failed;
    private final Counter dead;
    private final Counter conflicts;
    private final Counter outages;

    /** After the database was away or could not write: one event at a time, until one succeeds. */
    private volatile boolean cautious;

    EventFailures(
            PartitionLocks locks,
            InboxQueue queue,
            InboxTransitions transitions,
            EventCatalogue catalogue,
            CustomerLock lock,
            CustomerAliases aliases,
            PlatformTransactionManager transactions,
            ApplicationEventPublisher events,
            BusinessClock clock,
            MeterRegistry metrics) {
        this.locks = locks;
        this.queue = queue;
        this.transitions = transitions;
        this.catalogue = catalogue;
        this.lock = lock;
        this.aliases = aliases;
        this.transaction = new TransactionTemplate(transactions);
        this.events = events;
        this.clock = clock;
        this.failed = metrics.counter("rapport.inbox.events", "outcome", "failed");
        this.dead = metrics.counter("rapport.inbox.events", "outcome", "dead");
        this.conflicts = metrics.counter("rapport.inbox.setbacks", "cause", "conflict");
        this.outages = metrics.counter("rapport.inbox.setbacks", "cause", "infrastructure");
    }

    /** @return whether the database failed last, so that events are to be tried one at a time */
    boolean isCautious() {
        return cautious;
    }

    /** Events were processed: the database is there. */
    void succeeded() {
        cautious = false;
    }

    /**
     * The database is away or cannot write, which counts against no event.
     *
     * @param row the only event that was in hand, which lets others go first; {@code null} if there were several, which are
     *     tried again one by one
     */
    void stepBack(Row row) {
        outages.increment();
        cautious = true;
        if (row != null) {
            Quietly.run(() -> transitions.putOff(row.seq(), clock.instant().plus(RetryPlan.AFTER_INFRASTRUCTURE)));
        }
    }

    /**
     * Does what a failure means for an event.
     *
     * @param row the event, which was tried alone
     * @param failure what it ended with
     * @param otherwise what is to be done if it is the event's own fault
     * @throws RuntimeException the failure, if it says nothing about the event
     */
    void recover(Row row, Throwable failure, Runnable otherwise) {
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

    /**
     * An event that waits in its queue failed for its own sake.
     *
     * @param cause what it ended with
     */
    void retry(Row row, Throwable cause) {
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

    /**
     * Makes an event a dead letter.
     *
     * @param attempts that were made, this one included
     * @param reason for operators
     * @param emptied whether what it said goes, since its customer was erased
     */
    void giveUp(Row row, int attempts, String reason, boolean emptied) {
        LOG.error("Event {} ({}) is a dead letter after {} tries: {}", row.seq(), row.type(), attempts, reason);
        dead.increment();
        leaveQueue(row, now -> {
            transitions.dead(row.seq(), attempts, now, reason, emptied);
            events.publishEvent(new EventGivenUp(row.seq(), row.source(), row.type(), row.customerId(), row.data()));
        });
    }

    /** Under the partition's lock, so that nobody puts another event behind this one while it goes. */
    private void leaveQueue(Row row, Consumer<Instant> change) {
        transaction.executeWithoutResult(status -> {
            locks.take(List.of(CustomerLock.partition(row.customerId())));
            Instant now = clock.instant();
            change.accept(now);
            queue.callNext(List.of(row), now);
        });
    }
}
