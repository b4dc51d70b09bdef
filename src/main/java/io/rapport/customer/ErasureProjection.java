package io.rapport.customer;

import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What follows in a room from the erasure of a customer, in the transaction of its event. */
public interface ErasureProjection extends EventProjection {

    /** The type of the event. */
    String ERASED = "customer.erased";

    /**
     * Follows it.
     *
     * @param erasure the event that says who is erased
     */
    void follow(Event erasure);

    @Override
    default boolean takes(String type) {
        return type.equals(ERASED);
    }

    @Override
    default Map<Long, Set<Reference>> project(List<Event> events) {
        events.forEach(this::follow);
        return Map.of();
    }

    /** An erasure reads what others have in common with the customer, and empties events that wait. */
    @Override
    default boolean isAlone(String type) {
        return takes(type);
    }
}
