package io.rapport.inbox.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Signals this node's workers that there is something to do, so that they need not wait for their next poll. */
@Component
public final class WorkSignal {

    private final List<Runnable> sleepers = new CopyOnWriteArrayList<>();

    /** Whether what is to be done may stand beside the queue. */
    private final AtomicBoolean beside = new AtomicBoolean();

    void wake(Runnable sleeper) {
        sleepers.add(sleeper);
    }

    /** Wakes the workers once the current transaction is committed; a rolled back one wakes nobody. */
    public void afterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                beside.set(true);
                now();
            }
        });
    }

    /** Wakes the workers for events that are committed already, and stand in the queue. */
    void now() {
        sleepers.forEach(Runnable::run);
    }

    /** @return whether there may be something to do beside the queue that no worker was notified of yet */
    boolean takeBeside() {
        return beside.get() && beside.getAndSet(false);
    }
}
