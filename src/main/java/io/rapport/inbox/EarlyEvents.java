package io.rapport.inbox;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.internal.EarlyStore;
import io.rapport.inbox.internal.WorkSignal;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The events that came before a journey waited for them. */
@Component
public class EarlyEvents {

    private final EarlyStore store;
    private final WorkSignal signal;
    private final BusinessClock clock;

    EarlyEvents(EarlyStore store, WorkSignal signal, BusinessClock clock) {
        this.store = store;
        this.signal = signal;
        this.clock = clock;
    }

    /**
     * Journeys begin to wait: early events that may be meant are offered to them as soon as the caller's transaction is
     * committed. Costs one look into an index, whatever waits.
     *
     * @param types event types that are waited for
     * @param businessKeys what the waiting instances are about, such as {@code order:4711}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void awaited(Set<String> types, Set<String> businessKeys) {
        if (store.hasten(types, businessKeys, clock.instant()) > 0) {
            signal.afterCommit();
        }
    }
}
