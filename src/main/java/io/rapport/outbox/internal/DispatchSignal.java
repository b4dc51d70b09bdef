package io.rapport.outbox.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Signals this node's channel queues that there is a message, so that none need wait for its next poll. Where it is known on
 * which channel it goes, the others sleep on: who is woken for nothing asks the database for nothing.
 */
@Component
public final class DispatchSignal {

    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /** Wakes all queues once the current transaction is committed, at once without one: messages of any may be due. */
    public void wakeAfterCommit() {
        afterCommit(this::wake);
    }

    /**
     * Wakes those who listen to some channels once the current transaction is committed, at once without one.
     *
     * @param channels of the rows that are due then, such as {@code email}
     */
    void wakeAfterCommit(Collection<String> channels) {
        afterCommit(() -> wake(channels));
    }

    private static void afterCommit(Runnable call) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            call.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                call.run();
            }
        });
    }

    /** Wakes all. */
    void wake() {
        subscriptions.forEach(subscription -> subscription.calls.release());
    }

    /** Wakes those who listen to any of the channels. */
    void wake(Collection<String> channels) {
        subscriptions.stream()
                .filter(subscription -> channels.stream().anyMatch(subscription.channels))
                .forEach(subscription -> subscription.calls.release());
    }

    /**
     * @param channels whether the queue takes rows of a channel just now
     * @return what the workers of one channel queue share
     */
    Subscription subscribe(Predicate<String> channels) {
        Subscription subscription = new Subscription(channels);
        subscriptions.add(subscription);
        return subscription;
    }

    /** Of all who share the same, one is woken by a call. */
    final class Subscription implements AutoCloseable {

        private final Predicate<String> channels;
        private final Semaphore calls = new Semaphore(0);

        private Subscription(Predicate<String> channels) {
            this.channels = channels;
        }

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
