package io.rapport.desk;

import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Keeps who cares for whom up to date with what staff and systems say. */
@Component
final class AdviserProjection implements EventProjection {

    private static final String CHANGED = "customer.adviser-changed";

    private final Advisers advisers;
    private final ObjectProvider<AbsenceHandover> handover;

    /** @param handover asked for late, since the engine needs what needs the projections */
    AdviserProjection(Advisers advisers, ObjectProvider<AbsenceHandover> handover) {
        this.advisers = advisers;
        this.handover = handover;
    }

    @Override
    public boolean takes(String type) {
        return type.equals(CHANGED);
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        events.forEach(this::change);
        return Map.of();
    }

    private void change(Event event) {
        String login = event.text("adviser");
        // without a name it is the system that says so: who names nobody is the table alone
        String by = Objects.requireNonNullElse(event.text("by"), event.source());
        if (login == null) {
            advisers.remove(event.customerId(), by, event.occurredAt(), event.seq());
        } else {
            Optional<String> before = advisers.of(event.customerId()).map(Adviser::login);
            advisers.name(event.customerId(), login, by, event.occurredAt(), event.seq());
            before.ifPresent(former -> handover.getObject().giveOver(event.customerId(), former));
        }
    }
}
