package io.rapport.inbox.internal;

import io.rapport.inbox.Event;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Decides how an event stands after its work: done, kept for a journey to come, or still owed to some journeys. */
@Component
final class EventSettlement {

    private final InboxTransitions transitions;
    private final UnmatchedEventStore unmatched;
    private final DeliveryStore deliveries;
    private final EventCatalogue catalogue;
    private final EventRouter router;

    EventSettlement(
            InboxTransitions transitions,
            UnmatchedEventStore unmatched,
            DeliveryStore deliveries,
            EventCatalogue catalogue,
            EventRouter router) {
        this.transitions = transitions;
        this.unmatched = unmatched;
        this.deliveries = deliveries;
        this.catalogue = catalogue;
        this.router = router;
    }

    /**
     * @param events projected events; after the projections, since an erasure lets go of what was owed
     * @return by {@code seq}, the journeys that an event is about to overtake an earlier one in, and so must not reach now
     */
    Map<Long, Set<String>> owed(List<Event> events) {
        Map<String, Set<String>> behind = events.isEmpty()
                ? Map.of()
                : deliveries.behind(events.stream().map(Event::queue).toList());
        if (behind.isEmpty()) {
            return Map.of();
        }
        Map<Long, Set<String>> owed = new HashMap<>();
        for (Event event : events) {
            Set<String> journeys = new HashSet<>(behind.getOrDefault(event.queue(), Set.of()));
            journeys.removeIf(journey -> !router.listens(journey, event.type()));
            if (!journeys.isEmpty()) {
                owed.put(event.seq(), journeys);
            }
        }
        return owed;
    }

    /** Settles events that were brought to all journeys but those they are owed to; at most one a customer. */
    void settle(List<Event> events, Map<Long, List<EventEffect>> effects, Map<Long, Set<String>> owed, Instant now) {
        deliveries.record(events, owed, now);
        Set<Long> kept = kept(events.stream()
                .filter(event -> effects.getOrDefault(event.seq(), List.of()).isEmpty())
                .toList());
        List<Event> waiting = new ArrayList<>();
        List<Event> delivering = new ArrayList<>();
        List<Event> settled = new ArrayList<>(events.size());
        for (Event event : events) {
            if (kept.contains(event.seq())) {
                waiting.add(event);
            } else if (owed.getOrDefault(event.seq(), Set.of()).isEmpty()) {
                settled.add(event);
            } else {
                delivering.add(event);
            }
        }
        keep(waiting, now);
        transitions.delivering(delivering, effects);
        transitions.done(settled, effects, now);
    }

    /**
     * @param events that reached nothing
     * @return the {@code seq} of each that waits for a journey
     */
    Set<Long> kept(List<Event> events) {
        Map<Long, Event> kept = new LinkedHashMap<>();
        for (Event event : events) {
            if (catalogue.timeToLive(event.type()).isPresent()) {
                kept.put(event.seq(), event);
            }
        }
        List<Event> doneWhenOver = kept.values().stream()
                .filter(event -> catalogue.isDoneWhenOver(event.type()))
                .toList();
        if (!doneWhenOver.isEmpty()) {
            router.over(doneWhenOver).forEach(kept::remove);
        }
        return kept.keySet();
    }

    private void keep(List<Event> events, Instant now) {
        unmatched.keep(
                events,
                now,
                event -> now.plus(catalogue.timeToLive(event.type()).orElse(Duration.ZERO)));
    }

    /** One delivery of an event is settled: it is done with its last, unless some are given up, which an operator decides. */
    void delivered(Event event, List<EventEffect> effects, Instant now) {
        InboxTransitions.Standing standing = transitions.addEffects(event.seq(), effects);
        boolean unsettled = !deliveries.unsettled(event.seq()).isEmpty();
        switch (standing.state()) {
            case "unmatched" -> {
                if (!standing.unmatched()) {
                    if (unsettled) {
                        transitions.stillOwed(event.seq());
                    } else {
                        transitions.delivered(event.seq(), now);
                    }
                }
            }
            case "delivering" -> {
                if (!unsettled) {
                    if (standing.unmatched() && !kept(List.of(event)).isEmpty()) {
                        keep(List.of(event), now);
                    } else {
                        transitions.delivered(event.seq(), now);
                    }
                }
            }
            default -> {
                // settled meanwhile, as by an erasure
            }
        }
    }
}
