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
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * What an event says of a customer may change their value, tier, stage and segments: it notes who, by one statement, and from
 * which of these on. Nobody is noted for an event that none of them goes by (docs/adr/0110).
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class ChangeProjection implements EventProjection {

    /** What the tables of tier and stage ask for beside value, complaints and surveys. */
    private static final Set<String> OF_RELATIONSHIP =
            Set.of("customer.registered", "customer.lapsed", "contact.noted");

    private final ChangedCustomers changed;
    private final ObjectProvider<CustomerChangeListener> listeners;

    private volatile List<CustomerChangeListener> found;

    /** @param listeners those who evaluate customers; found when events come, since they may need the inbox themselves */
    ChangeProjection(ChangedCustomers changed, ObjectProvider<CustomerChangeListener> listeners) {
        this.changed = changed;
        this.listeners = listeners;
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        Map<String, Integer> customers = new HashMap<>();
        for (Event event : events) {
            if (!event.source().startsWith(CustomerChangeListener.SOURCE) && concernsAny(event.type())) {
                customers.merge(event.customerId(), firstListener(event.type()), Math::min);
            }
        }
        changed.note(customers, ChangeKind.LIVE);
        return Map.of();
    }

    /** Who is behind the first is concerned by what the first finds. */
    private boolean concernsAny(String type) {
        return firstListener(type) < CustomerChangeListener.SEGMENTS
                || listeners().stream().anyMatch(listener -> listener.isConcernedBy(type));
    }

    private List<CustomerChangeListener> listeners() {
        List<CustomerChangeListener> known = found;
        if (known == null) {
            known = listeners.stream().toList();
            found = known;
        }
        return known;
    }

    /** @return the first of those who evaluate customers that an event of the type may change something for */
    static int firstListener(String type) {
        if (changesValue(type)) {
            return CustomerChangeListener.VALUE;
        }
        boolean ofRelationship =
                OF_RELATIONSHIP.contains(type) || type.startsWith("complaint.") || type.startsWith("survey.");
        return ofRelationship ? CustomerChangeListener.LIFECYCLE : CustomerChangeListener.SEGMENTS;
    }

    /** Who bought what, or of whom it counts: as the tables say that take these events in. */
    private static boolean changesValue(String type) {
        return OrderEvents.changesPurchases(type)
                || RestrictionTable.TYPES.contains(type)
                || CustomerMerging.isMerging(type)
                || type.equals(CustomerProjection.ERASED);
    }
}
