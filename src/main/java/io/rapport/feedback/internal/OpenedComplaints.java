package io.rapport.feedback.internal;

import io.rapport.customer.Orders;
import io.rapport.database.Columns;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.ComplaintRepeated;
import io.rapport.feedback.Complaints;
import io.rapport.inbox.Event;
import io.rapport.inbox.RejectedEvent;
import io.rapport.language.VisibleText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Enters complaints into the register, and what a customer adds to one; at most one event a customer at a time. */
final class OpenedComplaints {

    private final JdbcClient jdbc;
    private final Complaints complaints;
    private final Orders orders;
    private final ApplicationEventPublisher events;

    OpenedComplaints(JdbcClient jdbc, Complaints complaints, Orders orders, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.complaints = complaints;
        this.orders = orders;
        this.events = events;
    }

    static String complaint(Event event) {
        return event.text("complaintId");
    }

    void take(List<Event> opened) {
        checkOrders(opened);
        Map<String, String> added = insert(opened);
        List<Event> known = opened.stream()
                .filter(event -> !event.customerId().equals(added.get(complaint(event))))
                .toList();
        if (!known.isEmpty()) {
            repeat(known);
        }
    }

    /** An order that is not known yet may come later. */
    private void checkOrders(List<Event> opened) {
        Map<String, String> owners = orders.customers(opened.stream()
                .map(event -> event.text("orderId"))
                .filter(Objects::nonNull)
                .toList());
        for (Event event : opened) {
            String order = event.text("orderId");
            if (order != null && !owners.getOrDefault(order, event.customerId()).equals(event.customerId())) {
                throw RejectedEvent.because("order:" + order + " is another customer's; send the event with an"
                        + " order of the customer who complained, or without orderId");
            }
        }
    }

    /** @return by complaint whose it is, of those that were not in the register; of two under one id the first counts */
    private Map<String, String> insert(List<Event> opened) {
        Map<String, String> added = new HashMap<>();
        jdbc.sql(
                        """
                insert into rapport.complaint
                    (id, customer_id, order_id, channel, text, remedy_sought, opened_at)
                select id, customer, order_id, channel, text, remedy, at
                from unnest(:ids::text[], :customers::text[], :orders::text[], :channels::text[], :texts::text[],
                            :remedies::text[], :times::timestamptz[])
                     with ordinality n (id, customer, order_id, channel, text, remedy, at, place)
                order by id, place
                on conflict (id) do nothing
                returning id, customer_id""")
                .param("ids", Columns.of(opened, OpenedComplaints::complaint))
                .param("customers", Columns.of(opened, Event::customerId))
                .param("orders", Columns.of(opened, event -> event.text("orderId")))
                .param("channels", Columns.of(opened, event -> event.text("channel")))
                .param("texts", Columns.of(opened, event -> VisibleText.clean(event.text("text"))))
                .param("remedies", Columns.of(opened, event -> VisibleText.clean(event.text("remedySought"))))
                .param("times", Columns.of(opened, Event::occurredAt))
                .query(row -> {
                    added.put(row.getString("id"), row.getString("customer_id"));
                });
        return added;
    }

    /** Sent once more under its id: the same words say nothing new, others are for the person who works on it. */
    private void repeat(List<Event> sentAgain) {
        Map<String, Complaint> register = complaints.findAll(
                sentAgain.stream().map(OpenedComplaints::complaint).toList());
        List<Event> repeats = new ArrayList<>();
        for (Event event : sentAgain) {
            Complaint known = register.get(complaint(event));
            checkOwner(event, known);
            if (Objects.equals(known.text(), VisibleText.clean(event.text("text")))
                    && Objects.equals(known.remedySought(), VisibleText.clean(event.text("remedySought")))
                    && Objects.equals(known.orderId(), event.text("orderId"))) {
                continue;
            }
            if (!known.isOpen()) {
                throw RejectedEvent.because(
                        "complaint:" + known.id() + " is closed; send what the customer says now as a"
                                + " complaint of its own, under another complaintId");
            }
            repeats.add(event);
        }
        if (!repeats.isEmpty()) {
            keep(repeats);
        }
    }

    /** @param known the complaint that the event names; {@code null} if there is none */
    static void checkOwner(Event event, Complaint known) {
        if (known != null && !known.customerId().equals(event.customerId())) {
            throw RejectedEvent.because("complaint:" + known.id() + " is another customer's; send the"
                    + " event with the subject of the customer who complained");
        }
    }

    private void keep(List<Event> repeats) {
        Set<String> added = new HashSet<>(jdbc.sql(
                        """
                insert into rapport.complaint_repeat
                    (complaint_id, source, event_id, told_at, order_id, text, remedy_sought)
                select * from unnest(:ids::text[], :sources::text[], :events::text[], :times::timestamptz[], :orders::text[],
                                     :texts::text[], :remedies::text[])
                on conflict (complaint_id, source, event_id) do nothing
                returning complaint_id""")
                .param("ids", Columns.of(repeats, OpenedComplaints::complaint))
                .param("sources", Columns.of(repeats, Event::source))
                .param("events", Columns.of(repeats, Event::id))
                .param("times", Columns.of(repeats, Event::occurredAt))
                .param("orders", Columns.of(repeats, event -> event.text("orderId")))
                .param("texts", Columns.of(repeats, event -> VisibleText.clean(event.text("text"))))
                .param("remedies", Columns.of(repeats, event -> VisibleText.clean(event.text("remedySought"))))
                .query(String.class)
                .list());
        repeats.stream()
                .map(OpenedComplaints::complaint)
                .filter(added::contains)
                .forEach(id -> events.publishEvent(new ComplaintRepeated(id)));
    }
}
