package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Addressee;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What a customer changes holds at once for the messages that wait for it: a pause taken back, an address told. */
@Component
final class Awakening implements EventProjection {

    private final OutboxTable table;
    private final DispatchSignal signal;
    private final BusinessClock clock;

    Awakening(OutboxTable table, DispatchSignal signal, BusinessClock clock) {
        this.table = table;
        this.signal = signal;
        this.clock = clock;
    }

    @Override
    public Set<Reference> project(Event event) {
        if (Addressee.NEWS.contains(event.type())) {
            wake(event, Set.of("news"));
        }
        switch (event.type()) {
            case "contact.preferred" -> wake(event, Set.of("pause", "preferred-hour", "cap"));
            case "customer.updated" -> {
                if (event.data().has("email") || event.data().has("phone")) {
                    wake(event, Set.of("address"));
                }
            }
            default -> {}
        }
        return Set.of();
    }

    private void wake(Event event, Set<String> reasons) {
        if (table.wake(event.customerId(), reasons, clock.instant()) > 0) {
            signal.wakeAfterCommit();
        }
    }
}
