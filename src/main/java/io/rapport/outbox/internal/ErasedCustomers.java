package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Nothing that was queued for a customer outlives the erasure, even if the same person registers again. */
@Component
final class ErasedCustomers implements EventProjection {

    private final OutboxTable table;
    private final BusinessClock clock;

    ErasedCustomers(OutboxTable table, BusinessClock clock) {
        this.table = table;
        this.clock = clock;
    }

    @Override
    public Set<Reference> project(Event event) {
        if (event.type().equals("customer.erased")) {
            table.withholdQueued(event.customerId(), "erased: the customer was erased", clock.instant());
        }
        return Set.of();
    }
}
