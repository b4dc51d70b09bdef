package io.rapport.feedback.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.customer.Orders;
import io.rapport.database.Columns;
import io.rapport.feedback.ComplaintOffers;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import io.rapport.language.VisibleText;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Enters complaints, answers and who takes part in the panel into the registers, and closes an erased customer's complaints. */
@Component
final class FeedbackProjection implements EventProjection {

    private static final String ANSWERED = "survey.answered";
    private static final Set<String> SURVEY = Set.of(ANSWERED, "survey.amended");
    private static final Set<String> TYPES = Set.of(
            "complaint.opened",
            "complaint.answered",
            ANSWERED,
            "survey.amended",
            "panel.answered",
            "consent.withdrawn",
            "customer.erased");

    private final JdbcClient jdbc;
    private final Surveys surveys;
    private final OpenedComplaints opened;
    private final AnsweredComplaints answered;
    private final PanelAnswers panel;

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
        this.opened = new OpenedComplaints(jdbc, complaints, orders, events);
        this.answered = new AnsweredComplaints(jdbc, complaints, offers, inbox, json);
        this.panel = new PanelAnswers(jdbc, inbox);
    }

    @Override
    public boolean takes(String type) {
        return TYPES.contains(type);
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        List<Event> complaints = of(events, Set.of("complaint.opened"));
        if (!complaints.isEmpty()) {
            opened.take(complaints);
        }
        Map<Long, Set<Reference>> references = new HashMap<>();
        List<Event> replies = of(events, Set.of("complaint.answered"));
        if (!replies.isEmpty()) {
            references.putAll(answered.take(replies));
        }
        List<Event> scores = of(events, SURVEY);
        if (!scores.isEmpty()) {
            references.putAll(score(scores));
        }
        panel.answer(of(events, Set.of("panel.answered")));
        panel.withdraw(of(events, Set.of("consent.withdrawn")));
        of(events, Set.of("customer.erased")).forEach(this::erase);
        return references;
    }

    private static List<Event> of(List<Event> events, Set<String> types) {
        return events.stream().filter(event -> types.contains(event.type())).toList();
    }

    private Map<Long, Set<Reference>> score(List<Event> events) {
        Map<String, Survey> asked =
                surveys.findAll(events.stream().map(FeedbackProjection::survey).toList());
        Map<Long, Set<Reference>> about = new HashMap<>();
        for (Event event : events) {
            Survey survey = asked.get(survey(event));
            if (survey == null || !survey.customerId().equals(event.customerId())) {
                throw RejectedEvent.because("this customer was not asked the survey of the event");
            }
            about.put(event.seq(), Set.of(Reference.parse(survey.about())));
        }
        // the first answer counts, and who thinks again amends it; handled again, an event finds its own score
        jdbc.sql(
                        """
                update rapport.survey s set answered_at = n.at, score = n.score, comment = n.comment,
                    previous_score = case when n.amends and s.score <> n.score then s.score else s.previous_score end
                from unnest(:ids::text[], :amends::boolean[], :times::timestamptz[], :scores::smallint[], :comments::text[])
                     n (id, amends, at, score, comment)
                where s.id = n.id and (s.answered_at is null or n.amends and s.answered_at <= n.at)""")
                .param("ids", Columns.of(events, FeedbackProjection::survey))
                .param("amends", Columns.of(events, event -> !event.type().equals(ANSWERED)))
                .param("times", Columns.of(events, Event::occurredAt))
                .param(
                        "scores",
                        Columns.of(events, event -> event.data().get("score").intValue()))
                .param("comments", Columns.of(events, event -> VisibleText.clean(event.text("comment"))))
                .update();
        return about;
    }

    private static String survey(Event event) {
        return event.text("surveyId");
    }

    /** Its words go by the register of personal data; nobody answers it any more. */
    private void erase(Event event) {
        jdbc.sql(
                        """
                update rapport.complaint
                set outcome = coalesce(outcome, 'erased'), closed_at = coalesce(closed_at, :at)
                where customer_id = :customer""")
                .param("at", Timestamp.from(event.occurredAt()))
                .param("customer", event.customerId())
                .update();
    }
}
