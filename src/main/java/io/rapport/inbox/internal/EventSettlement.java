package io.rapport.inbox.internal;

import io.rapport.inbox.Event;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Decides how an event stands after its work: done, kept for a journey to come, or still owed to some journeys. */
@Component
final class EventSettlement {

    private final InboxQueue queue;
    private final UnmatchedEventStore earlyOnes;
    private final DeliveryStore deliveries;
    private final EventCatalogue catalogue;
    private final EventRouter router;

    EventSettlement(
            InboxQueue queue,
            UnmatchedEventStore earlyOnes,
            DeliveryStore deliveries,
            EventCatalogue catalogue,
            EventRouter router) {
        this.queue = queue;
        this.earlyOnes = earlyOnes;
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

    /** Settles events that were brought to all journeys but those they are owed to. */
    void settle(List<Event> events, Map<Long, List<EventEffect>> effects, Map<Long, Set<String>> owed, Instant now) {
        List<Event> settled = new ArrayList<>(events.size());
        for (Event event : events) {
            Set<String> journeys = owed.getOrDefault(event.seq(), Set.of());
            if (!journeys.isEmpty()) {
                deliveries.record(event.seq(), event.queue(), journeys, now);
            }
            boolean unmatched = effects.getOrDefault(event.seq(), List.of()).isEmpty();
            if (unmatched && isKept(event)) {
                keep(event, now);
            } else if (journeys.isEmpty()) {
                settled.add(event);
            } else {
                queue.delivering(event, effects.getOrDefault(event.seq(), List.of()));
            }
        }
        queue.done(settled, effects, now);
    }

    /** @return whether an event that reached nothing waits for a journey */
    boolean isKept(Event event) {
        boolean late = catalogue.isDoneWhenOver(event.type()) && router.isOver(event);
        return catalogue.timeToLive(event.type()).isPresent() && !late;
    }

    private void keep(Event event, Instant now) {
        Optional<Duration> timeToLive = catalogue.timeToLive(event.type());
        earlyOnes.early(event, now, now.plus(timeToLive.orElse(Duration.ZERO)));
    }

    /** One delivery of an event is settled: it is done with its last, unless some are given up, which an operator decides. */
    void delivered(Event event, List<EventEffect> effects, Instant now) {
        InboxQueue.Standing standing = queue.addEffects(event.seq(), effects);
        boolean unsettled = !deliveries.unsettled(event.seq()).isEmpty();
        switch (standing.state()) {
            case "unmatched" -> {
                if (!standing.unmatched()) {
                    if (unsettled) {
                        queue.stillOwed(event.seq());
                    } else {
                        queue.delivered(event.seq(), now);
                    }
                }
            }
            case "delivering" -> {
                if (!unsettled) {
                    if (standing.unmatched() && isKept(event)) {
                        keep(event, now);
                    } else {
                        queue.delivered(event.seq(), now);
                    }
                }
            }
            default -> {
                // settled meanwhile, as by an erasure
            }
        }
    }
}
