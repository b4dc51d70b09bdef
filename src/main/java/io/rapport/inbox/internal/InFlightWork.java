package io.rapport.inbox.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Work whose number is marked before it begins and cleared in its own transaction, so that what kills the process is found
 * by the mark it leaves (docs/adr/0014).
 */
@Component
final class InFlightWork {

    private static final Logger LOG = LoggerFactory.getLogger(InFlightWork.class);

    /** So often may a process die over one piece of work alone before it is parked; once may be chance. */
    private static final int MOST_DEATHS = 2;

    private final InFlightMarkers marks;
    private final InboxQueue queue;
    private final InboxTransitions transitions;
    private final DeliveryStore deliveries;
    private final BusinessClock clock;
    private final Counter dead;

    InFlightWork(
            InFlightMarkers marks,
            InboxQueue queue,
            InboxTransitions transitions,
            DeliveryStore deliveries,
            BusinessClock clock,
            MeterRegistry metrics) {
        this.marks = marks;
        this.queue = queue;
        this.transitions = transitions;
        this.deliveries = deliveries;
        this.clock = clock;
        this.dead = metrics.counter("rapport.inbox.events", "outcome", "dead");
    }

    /** Takes back what a failure has left of this thread's mark. */
    void tidy() {
        marks.tidy();
    }

    /**
     * Does work in the current transaction, which holds the partitions of it.
     *
     * @param numbers of the events or the delivery
     * @param done how many events are processed by it, for the rate
     * @param work what is to be done
     * @return false if a process has died over some of it: then nothing was done but to hold that suspect
     */
    boolean run(List<Long> numbers, int done, Runnable work) {
        List<String> died = marks.take(numbers);
        try {
            if (died.isEmpty()) {
                work.run();
            } else {
                judge(died);
            }
        } catch (RuntimeException | Error e) {
            marks.takeBack();
            throw e;
        }
        marks.clear(died.isEmpty() ? done : 0, clock.instant());
        return died.isEmpty();
    }

    private void judge(List<String> workers) {
        for (InFlightMarkers.Suspect suspect : marks.judge(workers)) {
            if (suspect.deaths() < MOST_DEATHS) {
                LOG.warn("A process died over {}, which is tried alone", suspect.what());
                continue;
            }
            String reason = "parked: the process died " + suspect.deaths()
                    + " times while it worked on this event alone; check the node's log before a replay";
            LOG.error("{} is a dead letter, {}", suspect.what(), reason);
            dead.increment();
            if (suspect.isDelivery()) {
                deliveries.park(suspect.number(), clock.instant(), reason);
            } else {
                transitions.park(suspect.number(), clock.instant(), reason);
                queue.callNext(List.of(suspect.customerId()), List.of(suspect.number()), clock.instant());
            }
        }
    }
}
