package io.rapport.inbox.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventRouter;
import io.rapport.inbox.internal.DeliveryStore.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Brings events to one journey at a time, each in a transaction of its own, in their order for that journey. */
@Component
final class DeliveryProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryProcessor.class);

    private final DeliveryStore deliveries;
    private final PartitionLocks locks;
    private final InboxQueue queue;
    private final InboxRows rows;
    private final EventCatalogue catalogue;
    private final EventRouter router;
    private final EventSettlement settlement;
    private final InFlightWork work;
    private final TransactionTemplate claim;
    private final TransactionTemplate transaction;
    private final BusinessClock clock;
    private final Counter failed;
    private final Counter dead;
    private final Counter conflicts;
    private final Counter outages;

    DeliveryProcessor(
            DeliveryStore deliveries,
            PartitionLocks locks,
            InboxQueue queue,
            InboxRows rows,
            EventCatalogue catalogue,
            EventRouter router,
            EventSettlement settlement,
            InFlightWork work,
            PlatformTransactionManager transactions,
            BusinessClock clock,
            MeterRegistry metrics) {
        this.deliveries = deliveries;
        this.locks = locks;
        this.queue = queue;
        this.rows = rows;
        this.catalogue = catalogue;
        this.router = router;
        this.settlement = settlement;
        this.work = work;
        this.claim = new TransactionTemplate(transactions);
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.clock = clock;
        this.failed = metrics.counter("rapport.inbox.events", "outcome", "failed");
        this.dead = metrics.counter("rapport.inbox.events", "outcome", "dead");
        this.conflicts = metrics.counter("rapport.inbox.setbacks", "cause", "conflict");
        this.outages = metrics.counter("rapport.inbox.setbacks", "cause", "infrastructure");
    }

    /**
     * @param most how many at the most
     * @return how many were taken up; those that another worker has in hand are not
     */
    int handleDue(int most) {
        return (int) deliveries.due(clock.instant(), most).stream()
                .filter(this::handle)
                .count();
    }

    /**
     * Brings one event to its journey, if it still is to and none is before it. What fails is tried again by the plan for
     * events. The claim lasts until the outcome is noted: the partition is free between a try that was rolled back and the note
     * of its failure, and another worker would make the same try again.
     *
     * @param id the delivery's number
     * @return false if another worker has it in hand
     */
    boolean handle(long id) {
        return Boolean.TRUE.equals(claim.execute(status -> {
            boolean claimed = deliveries.claim(id);
            if (claimed) {
                attempt(id);
            }
            return claimed;
        }));
    }

    private void attempt(long id) {
        Optional<Delivery> found = deliveries.find(id);
        if (found.isEmpty()) {
            return;
        }
        Delivery delivery = found.get();
        try {
            transaction.executeWithoutResult(status -> {
                hold(delivery);
                Instant now = clock.instant();
                Optional<Delivery> next = deliveries.next(id, now);
                if (next.isPresent() && !next.get().customerId().equals(delivery.customerId())) {
                    // moved to another customer's queue meanwhile: it is found again there
                    return;
                }
                if (next.isPresent()) {
                    work.run(List.of(id), 0, () -> deliver(next.get(), now));
                } else {
                    deliveries.standBehind(id);
                }
            });
        } catch (RuntimeException | Error e) {
            switch (FailureKind.of(e)) {
                case INFRASTRUCTURE -> {
                    outages.increment();
                    // the claim's transaction is rolled back by what is thrown
                    Quietly.run(() -> transaction.executeWithoutResult(
                            status -> deliveries.putOff(id, clock.instant().plus(RetryPlan.AFTER_INFRASTRUCTURE))));
                    throw e;
                }
                case CONFLICT -> {
                    conflicts.increment();
                    retryConflict(delivery, e);
                }
                case REJECTED -> giveUp(delivery, delivery.attempts() + 1, e.getMessage());
                default -> fail(delivery, e);
            }
        }
    }

    private void hold(Delivery delivery) {
        locks.take(List.of(CustomerLock.partition(delivery.customerId())));
    }

    private void deliver(Delivery delivery, Instant now) {
        Event event = rows.event(queue.row(delivery.eventSeq()));
        List<EventEffect> effects = router.routeTo(event, delivery.journey());
        deliveries.done(delivery, effects, now);
        settlement.delivered(event, effects, now);
    }

    private void retryConflict(Delivery delivery, Throwable cause) {
        int met = delivery.conflicts() + 1;
        Optional<Duration> pause = RetryPlan.afterConflict(met);
        if (pause.isEmpty()) {
            fail(delivery, cause);
            return;
        }
        change(
                delivery,
                now -> deliveries.retry(
                        delivery,
                        delivery.attempts(),
                        met,
                        now.plus(pause.get()),
                        FailureReasons.conflict(met),
                        false,
                        now));
    }

    private void fail(Delivery delivery, Throwable cause) {
        int attempts = delivery.attempts() + 1;
        String reason = FailureReasons.of(cause);
        if (delivery.planned() != null) {
            // who repairs a journey releases several times: that must not use up the tries of what waits for it
            change(delivery, now -> deliveries.asPlanned(delivery, reason));
            return;
        }
        Optional<Duration> pause = RetryPlan.afterFailure(attempts);
        failed.increment();
        if (pause.isEmpty()) {
            giveUp(delivery, attempts, reason);
            return;
        }
        LOG.warn(
                "Event {} failed for the journey {} alone, try {}: {}",
                delivery.eventSeq(),
                delivery.journey(),
                attempts,
                reason,
                FailureReasons.trace(cause));
        change(
                delivery,
                now -> deliveries.retry(
                        delivery,
                        attempts,
                        delivery.conflicts(),
                        now.plus(pause.get()),
                        reason,
                        isLoose(delivery),
                        now));
    }

    private boolean isLoose(Delivery delivery) {
        return catalogue.isLoose(queue.row(delivery.eventSeq()).type());
    }

    private void giveUp(Delivery delivery, int attempts, String reason) {
        LOG.error(
                "Event {} is given up for the journey {} after {} tries: {}",
                delivery.eventSeq(),
                delivery.journey(),
                attempts,
                reason);
        dead.increment();
        change(delivery, now -> deliveries.dead(delivery, attempts, now, reason));
    }

    private void change(Delivery delivery, Consumer<Instant> change) {
        transaction.executeWithoutResult(status -> {
            hold(delivery);
            change.accept(clock.instant());
        });
    }
}
