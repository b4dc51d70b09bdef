package io.rapport.feedback.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.customer.Orders;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.ComplaintRefusal.RefusalReason;
import io.rapport.feedback.ComplaintRefused;
import io.rapport.feedback.Complaints;
import io.rapport.inbox.EventGivenUp;
import java.sql.Timestamp;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps which complaints became dead letters, and why; each is reported once, however often it is replayed in vain. */
@Component
final class RefusedComplaints {

    private final JdbcClient jdbc;
    private final Customers customers;
    private final Orders orders;
    private final Complaints complaints;
    private final ApplicationEventPublisher events;
    private final BusinessClock clock;

    RefusedComplaints(
            JdbcClient jdbc,
            Customers customers,
            Orders orders,
            Complaints complaints,
            ApplicationEventPublisher events,
            BusinessClock clock) {
        this.jdbc = jdbc;
        this.customers = customers;
        this.orders = orders;
        this.complaints = complaints;
        this.events = events;
        this.clock = clock;
    }

    @EventListener
    void on(EventGivenUp event) {
        if (!event.type().equals("complaint.opened")) {
            return;
        }
        String id = text(event, "complaintId");
        if (id == null) {
            return;
        }
        int added = jdbc.sql(
                        """
                insert into rapport.complaint_refusal (event_seq, complaint_id, source, cause, refused_at)
                values (:seq, :id, :source, :cause, :now) on conflict (event_seq) do nothing""")
                .param("seq", event.seq())
                .param("id", id)
                .param("source", event.source())
                .param("cause", cause(event, id).id())
                .param("now", Timestamp.from(clock.instant()))
                .update();
        if (added > 0) {
            events.publishEvent(new ComplaintRefused(id));
        }
    }

    /** By what is known now: the refusal itself was rolled back with all that it met. */
    private RefusalReason cause(EventGivenUp event, String id) {
        if (customers.find(event.customerId()).filter(Customer::isErased).isPresent()) {
            return RefusalReason.ERASED;
        }
        Optional<Complaint> known = complaints.find(id);
        if (known.filter(other -> !other.customerId().equals(event.customerId()))
                .isPresent()) {
            return RefusalReason.OTHER_CUSTOMER;
        }
        if (known.filter(complaint -> !complaint.isOpen()).isPresent()) {
            return RefusalReason.CLOSED;
        }
        String order = text(event, "orderId");
        boolean foreign = order != null
                && orders.findWithoutItems(order)
                        .filter(other -> !other.customerId().equals(event.customerId()))
                        .isPresent();
        return foreign ? RefusalReason.ORDER : RefusalReason.FAILED;
    }

    private static String text(EventGivenUp event, String field) {
        return event.data().path(field).textValue();
    }
}
