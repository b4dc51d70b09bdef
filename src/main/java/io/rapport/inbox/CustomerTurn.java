package io.rapport.inbox;

import io.rapport.inbox.internal.InboxQueue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps work for one customer in a row, across threads and nodes: events have their turn by themselves, other work (a
 * timer that fires) takes it here, so that it sees all that earlier work did.
 */
@Component
public class CustomerTurn {

    private final InboxQueue queue;

    CustomerTurn(InboxQueue queue) {
        this.queue = queue;
    }

    /**
     * Waits until nobody else works for the customer, and keeps it so until the caller's transaction ends.
     *
     * @param customerId without the kind
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void take(String customerId) {
        queue.take(customerId);
    }
}
