package io.rapport.feedback.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.customer.Orders;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.ComplaintOffers;
import io.rapport.feedback.ComplaintRepeated;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.Reply;
import io.rapport.feedback.ReplyRule;
import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import java.sql.Timestamp;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Enters complaints and answers into the registers, and takes an erased customer's words out of them. */
@Component
final class FeedbackProjection implements EventProjection {

    private static final String SOURCE = "urn:rapport:feedback";

    /** The kind of reference of an answer that the register took, and that is for no journey. */
    private static final String ANSWERED_OFFER = "answered-offer";

    private final JdbcClient jdbc;
    private final Surveys surveys;
    private final Complaints complaints;
    private final ComplaintOffers offers;
    private final Orders orders;
    // takes events in for the projections, of which this is one
    private final ObjectProvider<Inbox> inbox;
    private final ApplicationEventPublisher events;
    private final ObjectMapper json;

    FeedbackProjection(
            JdbcClient jdbc,
            Surveys surveys,
            Complaints complaints,
            ComplaintOffers offers,
            Orders orders,
            ObjectProvider<Inbox> inbox,
            ApplicationEventPublisher events,
            ObjectMapper json) {
        this.jdbc = jdbc;
        this.surveys = surveys;
        this.complaints = complaints;
        this.offers = offers;
        this.orders = orders;
        this.inbox = inbox;
        this.events = events;
        this.json = json;
    }

    @Override
    public Set<Reference> project(Event event) {
        switch (event.type()) {
            case "complaint.opened" -> open(event);
            case "complaint.answered" -> {
                return answer(event);
            }
            case "survey.answered" -> {
                return answerSurvey(event);
            }
            case "survey.amended" -> {
                return amend(event);
            }
            case "customer.erased" -> erase(event);
            default -> {}
        }
        return Set.of();
    }

    private void open(Event event) {
        ownOrder(event);
        int added = jdbc.sql(
                        """
                insert into rapport.complaint
                    (id, customer_id, order_id, channel, text, remedy_sought, opened_at)
                values (:id, :customer, :order, :channel, :text, :remedy, :at)
                on conflict (id) do nothing""")
                .param("id", event.text("complaintId"))
                .param("customer", event.customerId())
                .param("order", event.text("orderId"))
                .param("channel", event.text("channel"))
                .param("text", event.text("text"))
                .param("remedy", event.text("remedySought"))
                .param("at", Timestamp.from(event.occurredAt()))
                .update();
        own(event);
        if (added == 0) {
            repeat(event);
        }
    }

    /** Sent once more under its id: the same words say nothing new, others are for the person who works on it. */
    private void repeat(Event event) {
        Complaint known = complaints.find(event.text("complaintId")).orElseThrow();
        if (Objects.equals(known.text(), event.text("text"))
                && Objects.equals(known.remedySought(), event.text("remedySought"))
                && Objects.equals(known.orderId(), event.text("orderId"))) {
            return;
        }
        if (!known.isOpen()) {
            throw RejectedEvent.because("complaint:" + known.id() + " is closed; send what the customer says now as a"
                    + " complaint of its own, under another complaintId");
        }
        int added = jdbc.sql(
                        """
                insert into rapport.complaint_repeat
                    (complaint_id, source, event_id, told_at, order_id, text, remedy_sought)
                values (:id, :source, :event, :at, :order, :text, :remedy)
                on conflict (complaint_id, source, event_id) do nothing""")
                .param("id", known.id())
                .param("source", event.source())
                .param("event", event.id())
                .param("at", Timestamp.from(event.occurredAt()))
                .param("order", event.text("orderId"))
                .param("text", event.text("text"))
                .param("remedy", event.text("remedySought"))
                .update();
        if (added > 0) {
            events.publishEvent(new ComplaintRepeated(known.id()));
        }
    }

    /**
     * Keeps what the customer said, and lets the journey that asked take it only if it answers the newest offer and
     * nothing counted before.
     */
    private Set<Reference> answer(Event event) {
        own(event);
        String id = event.text("complaintId");
        Optional<Complaint> known = complaints.find(id);
        int newest = offers.offers(id).size();
        Integer named =
                event.data().hasNonNull("offer") ? event.data().get("offer").intValue() : null;
        // an answer may come before our first, and waits for it; to a later one that was never made there is none
        if (named != null && named > Math.max(newest, 1)) {
            throw RejectedEvent.because("complaint:" + id + " never got an answer " + named + " of ours; send the event"
                    + " with the number in the link of its mail, or without offer for the newest answer");
        }
        if (known.isEmpty()) {
            // the answer overtakes the complaint: it waits for the journey
            return Set.of(new Reference("complaint", id));
        }
        Complaint complaint = known.get();
        boolean accepted = event.data().get("accepted").booleanValue();
        Integer offer = named == null && newest > 0 ? Integer.valueOf(newest) : named;
        Reply.Effect effect = ReplyRule.effect(
                accepted,
                offer,
                newest,
                complaint.accepted(),
                complaint.closedAt(),
                complaint.outcome(),
                event.occurredAt());
        boolean beforeOffer = complaint.isOpen() && newest == 0;
        keep(event, offer, accepted, effect);
        switch (effect) {
            case COUNTS -> say(id, accepted, event);
            case ACCEPTS -> {
                say(id, true, event);
                jdbc.sql("update rapport.complaint set outcome = 'accepted' where id = :id")
                        .param("id", id)
                        .update();
            }
            case REOPENS -> {
                say(id, false, event);
                reopen(complaint, offer, event);
            }
            case NOTED, LATE -> {}
        }
        return Set.of(
                effect == Reply.Effect.COUNTS || beforeOffer
                        ? new Reference("complaint", id)
                        : new Reference(ANSWERED_OFFER, id));
    }

    private void say(String id, boolean accepted, Event event) {
        jdbc.sql("update rapport.complaint set accepted = :accepted, answered_at = :at where id = :id")
                .param("accepted", accepted)
                .param("at", Timestamp.from(event.occurredAt()))
                .param("id", id)
                .update();
    }

    private void keep(Event event, Integer offer, boolean accepted, Reply.Effect effect) {
        jdbc.sql(
                        """
                insert into rapport.complaint_answer
                    (complaint_id, source, event_id, customer_id, offer_no, accepted, answered_at, effect)
                values (:id, :source, :event, :customer, :offer, :accepted, :at, :effect)
                on conflict (complaint_id, source, event_id)
                do update set offer_no = excluded.offer_no, effect = excluded.effect""")
                .param("id", event.text("complaintId"))
                .param("source", event.source())
                .param("event", event.id())
                .param("customer", event.customerId())
                .param("offer", offer, java.sql.Types.INTEGER)
                .param("accepted", accepted)
                .param("at", Timestamp.from(event.occurredAt()))
                .param("effect", effect.name().toLowerCase(Locale.ROOT))
                .update();
    }

    /** By an event of its own: the journey about the complaint has ended, and a new one takes it up. */
    private void reopen(Complaint complaint, Integer offer, Event event) {
        ObjectNode data = json.createObjectNode().put("complaintId", complaint.id());
        if (complaint.orderId() != null) {
            data.put("orderId", complaint.orderId());
        }
        inbox.getObject()
                .accept(new NewEvent(
                        SOURCE,
                        "reopened:" + complaint.id() + ":" + offer,
                        "complaint.reopened",
                        event.customerId(),
                        null,
                        data));
    }

    private void own(Event event) {
        boolean foreign = jdbc.sql(
                        "select exists (select 1 from rapport.complaint where id = :id and customer_id <> :customer)")
                .param("id", event.text("complaintId"))
                .param("customer", event.customerId())
                .query(Boolean.class)
                .single();
        if (foreign) {
            throw RejectedEvent.because("complaint:" + event.text("complaintId") + " is another customer's; send the"
                    + " event with the subject of the customer who complained");
        }
    }

    /** An order that is not known yet may come later. */
    private void ownOrder(Event event) {
        String orderId = event.text("orderId");
        if (orderId == null) {
            return;
        }
        orders.findWithoutItems(orderId)
                .filter(order -> !order.customerId().equals(event.customerId()))
                .ifPresent(foreign -> {
                    throw RejectedEvent.because("order:" + orderId + " is another customer's; send the event with an"
                            + " order of the customer who complained, or without orderId");
                });
    }

    private Survey asked(Event event) {
        return surveys.find(event.text("surveyId"))
                .filter(found -> found.customerId().equals(event.customerId()))
                .orElseThrow(() -> RejectedEvent.because("this customer was not asked the survey of the event"));
    }

    private Set<Reference> amend(Event event) {
        Survey survey = asked(event);
        // handled again, it finds its own score and changes nothing
        jdbc.sql(
                        """
                update rapport.survey set answered_at = :at, score = :score, comment = :comment,
                    previous_score = case when score <> :score then score else previous_score end
                where id = :id and (answered_at is null or answered_at <= :at)""")
                .param("at", Timestamp.from(event.occurredAt()))
                .param("score", event.data().get("score").intValue())
                .param("comment", event.text("comment"))
                .param("id", survey.id())
                .update();
        return Set.of(Reference.parse(survey.about()));
    }

    private Set<Reference> answerSurvey(Event event) {
        Survey survey = asked(event);
        // the first answer counts; who thinks again amends it
        jdbc.sql(
                        """
                update rapport.survey set answered_at = :at, score = :score, comment = :comment
                where id = :id and answered_at is null""")
                .param("at", Timestamp.from(event.occurredAt()))
                .param("score", event.data().get("score").intValue())
                .param("comment", event.text("comment"))
                .param("id", survey.id())
                .update();
        return Set.of(Reference.parse(survey.about()));
    }

    private void erase(Event event) {
        jdbc.sql(
                        """
                update rapport.complaint_investigation i
                set findings = null, root_cause = null, reasons = null, note = null
                from rapport.complaint c where c.id = i.complaint_id and c.customer_id = :customer""")
                .param("customer", event.customerId())
                .update();
        jdbc.sql(
                        """
                update rapport.complaint_offer o set reasons = null
                from rapport.complaint c where c.id = o.complaint_id and c.customer_id = :customer""")
                .param("customer", event.customerId())
                .update();
        jdbc.sql(
                        """
                delete from rapport.complaint_repeat r
                using rapport.complaint c where c.id = r.complaint_id and c.customer_id = :customer""")
                .param("customer", event.customerId())
                .update();
        jdbc.sql("update rapport.survey set comment = null where customer_id = :customer")
                .param("customer", event.customerId())
                .update();
        jdbc.sql(
                        """
                update rapport.complaint
                set text = '', remedy_sought = null, findings = null, root_cause = null, approval_note = null,
                    reasons = null, outcome = coalesce(outcome, 'erased'), closed_at = coalesce(closed_at, :at)
                where customer_id = :customer""")
                .param("at", Timestamp.from(event.occurredAt()))
                .param("customer", event.customerId())
                .update();
    }
}
