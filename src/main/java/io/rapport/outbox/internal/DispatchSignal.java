package io.rapport.outbox.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Signals this node's channel queues that there is a message, so that none need wait for its next poll. */
@Component
public final class DispatchSignal {

    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /** Wakes the dispatcher once the current transaction is committed, at once without one. */
    public void wakeAfterCommit() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            wake();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                wake();
            }
        });
    }

    void wake() {
        subscriptions.forEach(subscription -> subscription.calls.release());
    }

    /** @return what the workers of one channel queue share */
    Subscription subscribe() {
        Subscription subscription = new Subscription();
        subscriptions.add(subscription);
        return subscription;
    }

    /** Of all who share the same, one is woken by a call. */
    final class Subscription implements AutoCloseable {

        private final Semaphore calls = new Semaphore(0);

        /** Sleeps until somebody calls, at most for the given time. */
        void await(Duration atMost) throws InterruptedException {
            if (calls.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                // many messages, one call: one claim sees them all
                calls.drainPermits();
            }
        }

        /** Nobody listens any more. */
        @Override
        public void close() {
            subscriptions.remove(this);
        }
    }
}
