package io.rapport.customer.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.internal.IdentityTable.Taken;
import io.rapport.inbox.Event;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import java.sql.Timestamp;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds customers who may be one person. A provisional customer joins another by itself only by an identity that was shown to
 * be that one's; everything else is proposed to staff.
 */
@Component
final class CustomerJoins {

    private static final String SOURCE = "urn:rapport:identity";

    private final JdbcClient jdbc;
    private final IdentityTable identities;
    private final Inbox inbox;
    private final BusinessClock clock;

    CustomerJoins(JdbcClient jdbc, Inbox inbox, BusinessClock clock) {
        this.jdbc = jdbc;
        this.identities = new IdentityTable(jdbc);
        this.inbox = inbox;
        this.clock = clock;
    }

    /** @param events registrations and updates that declare identities, of which the table knows */
    void declared(List<Event> events) {
        for (Taken taken : identities.declare(events)) {
            if (taken.verified() && taken.ownerIsProvisional()) {
                join(taken);
            } else {
                propose(taken, "declared");
            }
        }
    }

    /** @param events registrations and updates, of which the profiles do not know yet */
    void takeBack(List<Event> events) {
        identities.takeBack(events);
    }

    /** @param events registrations and updates, of which the profiles know */
    void named(List<Event> events) {
        identities.named(events).forEach(taken -> propose(taken, "contact"));
    }

    /** @param events confirmations of addresses, of which the profiles know */
    void confirmed(List<Event> events) {
        identities.confirm(events);
        identities.confirmed(events).forEach(this::join);
    }

    private void join(Taken taken) {
        inbox.accept(new NewEvent(
                SOURCE,
                "join:" + taken.owner() + ":" + taken.customerId(),
                CustomerMerging.MERGED,
                taken.customerId(),
                null,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("mergedCustomer", taken.owner())
                        .put("reason", "the provisional customer's identity was verified")));
    }

    private void propose(Taken taken, String why) {
        jdbc.sql(
                        """
                insert into rapport.merge_proposal (customer_id, other_id, why, proposed_at)
                values (:customer, :other, :why, :now) on conflict do nothing""")
                .param("customer", taken.customerId())
                .param("other", taken.owner())
                .param("why", why)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }
}
