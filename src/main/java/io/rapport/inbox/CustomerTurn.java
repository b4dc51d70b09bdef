package io.rapport.inbox;

import io.rapport.inbox.internal.InboxQueue;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

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
     * Customers whose turns never wait for each other are in different ones.
     *
     * @param customerId without the kind
     * @param lanes how many there shall be
     * @return from 0, below {@code lanes}; the same for a customer at all times and on all nodes
     */
    public static int lane(String customerId, int lanes) {
        return InboxQueue.partition(customerId) % lanes;
    }

    /**
     * Waits until nobody else works for the customer, and keeps it so until the caller's transaction ends.
     *
     * @param customerId without the kind
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void take(String customerId) {
        take(List.of(customerId));
    }

    /**
     * The same for several customers. Who takes them at once, before anything else, cannot wait crosswise with others.
     *
     * @param customerIds without the kind
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void take(Collection<String> customerIds) {
        Set<Integer> taken = taken();
        Set<Integer> wanted = new TreeSet<>();
        for (String customer : customerIds) {
            wanted.add(InboxQueue.partition(customer));
        }
        wanted.removeAll(taken);
        if (!wanted.isEmpty()) {
            queue.take(wanted);
            taken.addAll(wanted);
        }
    }

    /** What this transaction took before, so that a step of a batch need not ask the database again. */
    private static Set<Integer> taken() {
        for (TransactionSynchronization found : TransactionSynchronizationManager.getSynchronizations()) {
            if (found instanceof Taken taken) {
                return taken.partitions();
            }
        }
        Taken taken = new Taken(new HashSet<>());
        TransactionSynchronizationManager.registerSynchronization(taken);
        return taken.partitions();
    }

    private record Taken(Set<Integer> partitions) implements TransactionSynchronization {}
}
