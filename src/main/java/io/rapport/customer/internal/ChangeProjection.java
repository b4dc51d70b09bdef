package io.rapport.customer.internal;

import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChangeListener;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Whatever an event says of a customer may change their value, tier, stage and segments: it notes who, by one statement. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class ChangeProjection implements EventProjection {

    private final ChangedCustomers changed;

    ChangeProjection(ChangedCustomers changed) {
        this.changed = changed;
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        changed.note(
                events.stream()
                        .filter(event -> !event.source().startsWith(CustomerChangeListener.SOURCE))
                        .map(Event::customerId)
                        .toList(),
                ChangeKind.LIVE);
        return Map.of();
    }
}
