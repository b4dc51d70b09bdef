package io.rapport.inbox.internal;

import io.rapport.inbox.CustomerLock;
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

/** Takes advisory locks of the transaction, one a partition of customers. */
@Component
class DefaultCustomerLock implements CustomerLock {

    private final PartitionLocks locks;

    DefaultCustomerLock(PartitionLocks locks) {
        this.locks = locks;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    @Override
    public void take(String customerId) {
        take(List.of(customerId));
    }

    @Transactional(propagation = Propagation.MANDATORY)
    @Override
    public void take(Collection<String> customerIds) {
        Set<Integer> taken = taken();
        Set<Integer> wanted = new TreeSet<>();
        for (String customer : customerIds) {
            wanted.add(CustomerLock.partition(customer));
        }
        wanted.removeAll(taken);
        if (!wanted.isEmpty()) {
            locks.take(wanted, customerIds);
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
