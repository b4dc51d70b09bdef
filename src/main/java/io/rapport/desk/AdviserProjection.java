package io.rapport.desk;

import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Keeps who cares for whom up to date with what staff and systems say. */
@Component
final class AdviserProjection implements EventProjection {

    private static final String CHANGED = "customer.adviser-changed";

    private final Advisers advisers;

    AdviserProjection(Advisers advisers) {
        this.advisers = advisers;
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        for (Event event : events) {
            if (event.type().equals(CHANGED)) {
                String login = event.text("adviser");
                if (login == null) {
                    advisers.remove(event.customerId(), event.seq());
                } else {
                    // without a name it is the system that says so: who names nobody is the table alone
                    String by = Objects.requireNonNullElse(event.text("by"), event.source());
                    advisers.name(event.customerId(), login, by, event.occurredAt(), event.seq());
                }
            }
        }
        return Map.of();
    }
}
