package io.rapport.inbox.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Signals this node's workers that there is something to do, so that they need not wait for their next poll. */
@Component
public final class WorkSignal {

    private final List<Runnable> sleepers = new CopyOnWriteArrayList<>();

    void wake(Runnable sleeper) {
        sleepers.add(sleeper);
    }

    /** Wakes the workers once the current transaction is committed; a rolled back one wakes nobody. */
    public void afterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                now();
            }
        });
    }

    /** Wakes the workers for something that is committed already. */
    void now() {
        sleepers.forEach(Runnable::run);
    }
}
