package io.rapport.inbox.internal;

import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** All projections of the application as one: each gets a set of events once those before it have taken it. */
@Component
final class EventProjections {

    private final List<EventProjection> projections;

    EventProjections(List<EventProjection> projections) {
        this.projections = projections;
    }

    /** @return whether events of the type are processed together with no other event of their customer */
    boolean isAlone(String type) {
        return projections.stream().anyMatch(projection -> projection.isAlone(type));
    }

    /** @return whom an event concerns beside its customer, so that their partitions are to be held, too */
    Set<String> otherCustomers(Event event) {
        Set<String> others = new HashSet<>();
        projections.forEach(projection -> others.addAll(projection.otherCustomers(event)));
        return others;
    }

    /** @return the {@code seq} of those events that the tables have already */
    Set<Long> known(List<Event> events) {
        Set<Long> known = new HashSet<>();
        List<Event> asked = ofCustomers(events);
        if (!asked.isEmpty()) {
            projections.forEach(projection -> known.addAll(projection.known(asked)));
        }
        return known;
    }

    /**
     * @param events at most one a customer
     * @return the same with all that they are about
     */
    List<Event> project(List<Event> events) {
        List<Event> projected = ofCustomers(events);
        if (projected.isEmpty()) {
            return events;
        }
        Map<Long, Set<Reference>> about = new HashMap<>();
        for (EventProjection projection : projections) {
            Map<Long, Set<Reference>> further = projection.project(projected);
            if (!further.isEmpty()) {
                further.forEach((seq, references) -> about.computeIfAbsent(seq, none -> new LinkedHashSet<>())
                        .addAll(references));
                projected = with(projected, further);
            }
        }
        return with(events, about);
    }

    /** @return the event with all that it is about */
    Event project(Event event) {
        return project(List.of(event)).get(0);
    }

    /** What is about no customer the customers' tables need not know. */
    private static List<Event> ofCustomers(List<Event> events) {
        return events.stream().filter(event -> event.customerId() != null).toList();
    }

    private static List<Event> with(List<Event> events, Map<Long, Set<Reference>> further) {
        return events.stream()
                .map(event -> event.with(further.getOrDefault(event.seq(), Set.of())))
                .toList();
    }
}
