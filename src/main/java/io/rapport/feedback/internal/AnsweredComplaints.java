package io.rapport.feedback.internal;

import static io.rapport.feedback.internal.OpenedComplaints.complaint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.database.Columns;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.ComplaintOffers;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.Reply;
import io.rapport.feedback.ReplyRule;
import io.rapport.inbox.Event;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps what customers say to our answers, and lets the journey that asked take it only if it answers the newest offer
 * and nothing counted before; at most one event a customer at a time.
 */
final class AnsweredComplaints {

    private static final String SOURCE = "urn:rapport:feedback";

    /** The kind of reference of an answer that the register took, and that is for no journey. */
    private static final String ANSWERED_OFFER = "answered-offer";

    private final JdbcClient jdbc;
    private final Complaints complaints;
    private final ComplaintOffers offers;
    // takes events in for the projections, of which one uses this
    private final ObjectProvider<Inbox> inbox;
    private final ObjectMapper json;

    AnsweredComplaints(
            JdbcClient jdbc,
            Complaints complaints,
            ComplaintOffers offers,
            ObjectProvider<Inbox> inbox,
            ObjectMapper json) {
        this.jdbc = jdbc;
        this.complaints = complaints;
        this.offers = offers;
        this.inbox = inbox;
        this.json = json;
    }

    /** An answer to a complaint that is in the register. */
    private record Answer(Event event, Complaint complaint, Integer offer, boolean accepted, Reply.Effect effect) {}

    /** @return by {@code seq}, the complaint where the answer is for its journey */
    Map<Long, Set<Reference>> take(List<Event> answered) {
        List<String> ids =
                answered.stream().map(OpenedComplaints::complaint).distinct().toList();
        Map<String, Complaint> register = complaints.findAll(ids);
        Map<String, Integer> made = offers.counts(ids);
        Map<Long, Set<Reference>> references = new HashMap<>();
        List<Answer> answers = new ArrayList<>();
        for (Event event : answered) {
            String id = complaint(event);
            Complaint known = register.get(id);
            int newest = made.getOrDefault(id, 0);
            OpenedComplaints.checkOwner(event, known);
            Integer named = offer(event, newest);
            if (known == null) {
                // the answer overtakes the complaint: it waits for the journey
                references.put(event.seq(), Set.of(new Reference("complaint", id)));
                continue;
            }
            Answer answer = answer(event, known, named, newest);
            answers.add(answer);
            boolean beforeOffer = known.isOpen() && newest == 0;
            references.put(
                    event.seq(),
                    Set.of(new Reference(
                            answer.effect() == Reply.Effect.COUNTS || beforeOffer ? "complaint" : ANSWERED_OFFER, id)));
        }
        if (!answers.isEmpty()) {
            keep(answers);
            say(answers.stream()
                    .filter(answer -> answer.effect() != Reply.Effect.NOTED && answer.effect() != Reply.Effect.LATE)
                    .toList());
            answers.stream()
                    .filter(answer -> answer.effect() == Reply.Effect.REOPENS)
                    .forEach(this::reopen);
        }
        return references;
    }

    /** An answer may come before our first, and waits for it; to a later one that was never made there is none. */
    private static Integer offer(Event event, int newest) {
        if (!event.data().hasNonNull("offer")) {
            return null;
        }
        int named = event.data().get("offer").intValue();
        if (named > Math.max(newest, 1)) {
            throw RejectedEvent.because("complaint:" + complaint(event) + " never got an answer " + named
                    + " of ours; send the event with the number in the link of its mail, or without offer for the newest"
                    + " answer");
        }
        return named;
    }

    private static Answer answer(Event event, Complaint complaint, Integer named, int newest) {
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
        return new Answer(event, complaint, offer, accepted, effect);
    }

    private void keep(List<Answer> answers) {
        jdbc.sql(
                        """
                insert into rapport.complaint_answer
                    (complaint_id, source, event_id, customer_id, original_customer_id, offer_no, accepted, answered_at, effect)
                select n.id, n.source, n.event, n.customer, c.original_customer_id, n.offer, n.accepted, n.at, n.effect
                from unnest(:ids::text[], :sources::text[], :events::text[], :customers::text[], :offers::int[],
                            :accepted::boolean[], :times::timestamptz[], :effects::text[])
                     n (id, source, event, customer, offer, accepted, at, effect)
                join rapport.complaint c on c.id = n.id
                on conflict (complaint_id, source, event_id)
                do update set offer_no = excluded.offer_no, effect = excluded.effect""")
                .param("ids", Columns.of(answers, answer -> answer.complaint().id()))
                .param("sources", Columns.of(answers, answer -> answer.event().source()))
                .param("events", Columns.of(answers, answer -> answer.event().id()))
                .param("customers", Columns.of(answers, answer -> answer.event().customerId()))
                .param("offers", Columns.of(answers, Answer::offer))
                .param("accepted", Columns.of(answers, Answer::accepted))
                .param("times", Columns.of(answers, answer -> answer.event().occurredAt()))
                .param(
                        "effects",
                        Columns.of(answers, answer -> answer.effect().name().toLowerCase(Locale.ROOT)))
                .update();
    }

    /** What a customer says to the newest offer is their word on the complaint. */
    private void say(List<Answer> answers) {
        if (answers.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                update rapport.complaint c
                set accepted = n.accepted, answered_at = n.at, outcome = coalesce(n.outcome, c.outcome)
                from unnest(:ids::text[], :accepted::boolean[], :times::timestamptz[], :outcomes::text[])
                     n (id, accepted, at, outcome)
                where c.id = n.id""")
                .param("ids", Columns.of(answers, answer -> answer.complaint().id()))
                .param("accepted", Columns.of(answers, Answer::accepted))
                .param("times", Columns.of(answers, answer -> answer.event().occurredAt()))
                .param(
                        "outcomes",
                        Columns.of(answers, answer -> answer.effect() == Reply.Effect.ACCEPTS ? "accepted" : null))
                .update();
    }

    /** By an event of its own: the journey about the complaint has ended, and a new one takes it up. */
    private void reopen(Answer answer) {
        Complaint complaint = answer.complaint();
        ObjectNode data = json.createObjectNode().put("complaintId", complaint.id());
        if (complaint.orderId() != null) {
            data.put("orderId", complaint.orderId());
        }
        inbox.getObject()
                .accept(new NewEvent(
                        SOURCE,
                        "reopened:" + complaint.id() + ":" + answer.offer(),
                        "complaint.reopened",
                        complaint.customerId(),
                        null,
                        data));
    }
}
