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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** All projections of the application as one: each gets those of a set of events that it takes, once those before it have. */
@Component
final class EventProjections {

    private final List<EventProjection> projections;
    private final Map<String, TypeProjections> byType = new ConcurrentHashMap<>();

    EventProjections(List<EventProjection> projections) {
        this.projections = projections;
    }

    /**
     * What the projections say of a type, each of them asked once.
     *
     * @param takers those that take it
     * @param isAlone whether one of them takes each event by itself
     */
    private record TypeProjections(Set<EventProjection> takers, boolean isAlone) {}

    private TypeProjections of(String type) {
        TypeProjections known = byType.get(type);
        return known != null ? known : byType.computeIfAbsent(type, this::ask);
    }

    private TypeProjections ask(String type) {
        return new TypeProjections(
                projections.stream()
                        .filter(projection -> projection.takes(type))
                        .collect(Collectors.toUnmodifiableSet()),
                projections.stream().anyMatch(projection -> projection.isAlone(type)));
    }

    /** @return whether events of the type are processed together with no other event of their customer */
    boolean isAlone(String type) {
        return of(type).isAlone();
    }

    /** @return whom an event concerns beside its customer, so that their partitions are to be held, too */
    Set<String> otherCustomers(Event event) {
        Set<String> others = new HashSet<>();
        of(event.type()).takers().forEach(projection -> others.addAll(projection.otherCustomers(event)));
        return others;
    }

    /** @return the {@code seq} of those events that the tables have already */
    Set<Long> known(List<Event> events) {
        Set<Long> known = new HashSet<>();
        List<Event> asked = ofCustomers(events);
        for (EventProjection projection : projections) {
            List<Event> theirs = taken(asked, projection);
            if (!theirs.isEmpty()) {
                known.addAll(projection.known(theirs));
            }
        }
        return known;
    }

    /**
     * @param events at most one a customer
     * @return the same with all that they are about
     */
    List<Event> project(List<Event> events) {
        List<Event> projected = ofCustomers(events);
        Map<Long, Set<Reference>> about = new HashMap<>();
        for (EventProjection projection : projections) {
            List<Event> theirs = taken(projected, projection);
            Map<Long, Set<Reference>> further = theirs.isEmpty() ? Map.of() : projection.project(theirs);
            if (!further.isEmpty()) {
                further.forEach((seq, references) -> about.computeIfAbsent(seq, none -> new LinkedHashSet<>())
                        .addAll(references));
                projected = with(projected, further);
            }
        }
        return about.isEmpty() ? events : with(events, about);
    }

    /** @return the event with all that it is about */
    Event project(Event event) {
        return project(List.of(event)).get(0);
    }

    private List<Event> taken(List<Event> events, EventProjection projection) {
        return events.stream()
                .filter(event -> of(event.type()).takers().contains(projection))
                .toList();
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
