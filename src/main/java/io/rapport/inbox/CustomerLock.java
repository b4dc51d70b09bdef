package io.rapport.inbox;

import java.util.Collection;

/**
 * Keeps work for one customer in a row, across threads and nodes: events have their turn by themselves, other work (a
 * timer that fires) takes it here, so that it sees all that earlier work did. A schedule, which has no customer, is locked
 * as one, by the name of its queue ({@link Reference#queue}).
 */
public interface CustomerLock {

    /** How many partitions the customers are spread over; the unit that one worker holds at a time. */
    int PARTITIONS = 64;

    /**
     * @param customerId whose events are meant, without the kind
     * @return the one partition they are all in, from 0
     */
    static int partition(String customerId) {
        return Math.floorMod(customerId.hashCode(), PARTITIONS);
    }

    /**
     * Customers whose locks never wait for each other are in different ones.
     *
     * @param customerId without the kind
     * @param batches how many there shall be
     * @return from 0, below {@code batches}; the same for a customer at all times and on all nodes
     */
    static int batch(String customerId, int batches) {
        return partition(customerId) % batches;
    }

    /**
     * Waits until nobody else works for the customer, and keeps it so until the caller's transaction ends.
     *
     * @param customerId without the kind
     */
    void take(String customerId);

    /**
     * The same for several customers. Who takes them at once, before anything else, cannot wait crosswise with others.
     *
     * @param customerIds without the kind
     */
    void take(Collection<String> customerIds);
}
