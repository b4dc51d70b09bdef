package io.rapport.customer;

import java.util.Collection;
import java.util.List;

/**
 * Keeps tables that are derived from what is known of customers: value, tier and stage, segments. Never called in an event's
 * own transaction. The beans are called in their order ({@link org.springframework.core.annotation.Order}), each sees what
 * those before it wrote.
 */
public interface CustomerChangeListener {

    /** The order of who evaluates values. As the others it stands in {@code changed_customer}. */
    int VALUE = 100;

    /** The order of who evaluates tier and stage, by values. */
    int LIFECYCLE = 200;

    /** The order of who evaluates segments, by all of that. */
    int SEGMENTS = 300;

    /** Events that listeners raise have a source that begins so: they are no reason to evaluate their customer again. */
    String SOURCE = "urn:rapport:changes:";

    /**
     * Evaluates customers, in the caller's transaction and by statements for all of them. One call at a time is made on all
     * nodes. What is called again for the same customers without a change between must change nothing and raise nothing.
     *
     * @param changes each customer once, in the order of their ids, who was noted for this listener or one before it; also
     *     customers who were erased since or have no orders
     */
    void changed(List<CustomerChange> changes);

    /**
     * Deletes what was kept of customers while they were erased: an evaluation at the same time did not know it. In the
     * transaction of the evaluation that follows the erasure, after {@link #changed} for the same customers.
     *
     * @param customerIds of customers who are erased
     */
    default void erased(Collection<String> customerIds) {
        // what is made anew at each evaluation is gone by itself
    }

    /**
     * Asks whether an event may change what is found of its customer, though it changes neither what they bought nor anything
     * that tier and stage go by: customers who are noted for that are evaluated by all anyway.
     *
     * @param eventType any
     * @return whether its customer is to be evaluated for it
     */
    default boolean isConcernedBy(String eventType) {
        return false;
    }
}
