package io.rapport.customer.internal;

import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChangeListener;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Whatever an event says of a customer may change their value, tier, stage and segments: it notes who, by one statement, and
 * from which of these on.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class ChangeProjection implements EventProjection {

    /** What changes who bought what, or of whom it counts. */
    private static final Set<String> OF_VALUE = Set.of(
            "order.placed",
            "order.returned",
            "order.cancelled",
            "order.refunded",
            "customer.restricted",
            "customer.restriction-lifted",
            "customer.erased",
            "customer.merged",
            "customer.merge-undone");

    /** What the tables of tier and stage ask for beside value. */
    private static final Set<String> OF_RELATIONSHIP = Set.of(
            "customer.registered",
            "customer.lapsed",
            "contact.noted",
            "complaint.opened",
            "complaint.answered",
            "complaint.reopened",
            "survey.answered",
            "survey.amended");

    private final ChangedCustomers changed;

    ChangeProjection(ChangedCustomers changed) {
        this.changed = changed;
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        Map<String, Integer> customers = new HashMap<>();
        for (Event event : events) {
            if (!event.source().startsWith(CustomerChangeListener.SOURCE)) {
                customers.merge(event.customerId(), firstListener(event.type()), Math::min);
            }
        }
        changed.note(customers, ChangeKind.LIVE);
        return Map.of();
    }

    private static int firstListener(String type) {
        if (OF_VALUE.contains(type)) {
            return CustomerChangeListener.VALUE;
        }
        return OF_RELATIONSHIP.contains(type) ? CustomerChangeListener.LIFECYCLE : CustomerChangeListener.SEGMENTS;
    }
}
