package io.rapport.publicpages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Receipt;
import io.rapport.inbox.WaitingEvent;
import io.rapport.link.Links.Link;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The events that acts of customers become. The first one's id follows from the link, so that two taps at the same moment
 * are one event; what would change something is always a new one.
 */
@Component
final class LinkEvents {

    static final String SOURCE = "urn:rapport:links";

    private final Inbox inbox;
    private final BusinessClock clock;

    LinkEvents(Inbox inbox, BusinessClock clock) {
        this.inbox = inbox;
        this.clock = clock;
    }

    /**
     * Hands in what changes something. Where the id is taken, things have changed since, so another is made; the event that
     * has it may be deleted by now. Another tap at this very moment is this one.
     *
     * @param id that follows from the link
     */
    void publish(Link link, String id, String type, ObjectNode data) {
        boolean taken = isKnown(id) || !accept(link, id, type, data) && !isKnown(id);
        if (taken) {
            accept(link, id + ":" + UUID.randomUUID(), type, data);
        }
    }

    /** @return whether it is new */
    private boolean accept(Link link, String id, String type, ObjectNode data) {
        return inbox.accept(new NewEvent(SOURCE, id, type, link.customerId(), clock.instant(), data))
                == Receipt.ACCEPTED;
    }

    /** @return whether an event with this id has come, be it processed or not */
    boolean isKnown(String id) {
        return inbox.status(SOURCE, id).isPresent();
    }

    /** @return what has come about a customer and is not processed yet, the oldest first */
    List<WaitingEvent> waiting(String customerId, String... types) {
        return inbox.waiting(customerId, Set.of(types));
    }
}
