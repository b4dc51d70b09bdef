package io.rapport.inbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.UnmatchedEvents;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Wakes waiting events by the subscriptions that begin. */
@Component
class DefaultUnmatchedEvents implements UnmatchedEvents {

    private final UnmatchedEventStore store;
    private final WorkSignal signal;
    private final BusinessClock clock;

    DefaultUnmatchedEvents(UnmatchedEventStore store, WorkSignal signal, BusinessClock clock) {
        this.store = store;
        this.signal = signal;
        this.clock = clock;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    @Override
    public void awaited(Set<String> types, Set<String> businessKeys) {
        if (store.wake(types, businessKeys, clock.instant()) > 0) {
            signal.afterCommit();
        }
    }
}
