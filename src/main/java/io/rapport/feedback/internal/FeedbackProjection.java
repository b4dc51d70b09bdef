package io.rapport.feedback.internal;

import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import java.sql.Timestamp;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Enters complaints and answers into the registers, and takes an erased customer's words out of them. */
@Component
final class FeedbackProjection implements EventProjection {

    private final JdbcClient jdbc;
    private final Surveys surveys;

    FeedbackProjection(JdbcClient jdbc, Surveys surveys) {
        this.jdbc = jdbc;
        this.surveys = surveys;
    }

    @Override
    public Set<Reference> project(Event event) {
        switch (event.type()) {
            case "complaint.opened" -> open(event);
            case "complaint.answered" -> answer(event);
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
        jdbc.sql(
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
    }

    private void answer(Event event) {
        // the answer may overtake the complaint: then there is nothing to note yet, and it waits for the journey
        int known = jdbc.sql(
                        """
                update rapport.complaint set accepted = :accepted, answered_at = :at
                where id = :id and customer_id = :customer and closed_at is null
                  and (answered_at is null or answered_at <= :at)""")
                .param("accepted", event.data().get("accepted").booleanValue())
                .param("at", Timestamp.from(event.occurredAt()))
                .param("id", event.text("complaintId"))
                .param("customer", event.customerId())
                .update();
        if (known == 0) {
            own(event);
        }
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
        jdbc.sql("update rapport.survey set comment = null where customer_id = :customer")
                .param("customer", event.customerId())
                .update();
        jdbc.sql(
                        """
                update rapport.complaint
                set text = '', remedy_sought = null, findings = null, root_cause = null, approval_note = null,
                    outcome = coalesce(outcome, 'erased'), closed_at = coalesce(closed_at, :at)
                where customer_id = :customer""")
                .param("at", Timestamp.from(event.occurredAt()))
                .param("customer", event.customerId())
                .update();
    }
}
