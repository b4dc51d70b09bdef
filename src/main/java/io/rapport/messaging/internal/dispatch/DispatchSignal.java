package io.rapport.messaging.internal.dispatch;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tells this node's dispatcher that there is a message, so that it need not wait for its next poll. */
@Component
public final class DispatchSignal {

    private final Semaphore calls = new Semaphore(0);

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
        calls.release();
    }

    /** Sleeps until somebody calls, at most for the given time. */
    void await(Duration atMost) throws InterruptedException {
        if (calls.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            // many messages, one call: who looks sees them all
            calls.drainPermits();
        }
    }
}
