package io.rapport.feedback.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.database.Columns;
import io.rapport.feedback.Panels;
import io.rapport.inbox.Event;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.RejectedEvent;
import io.rapport.language.VisibleText;
import java.sql.Timestamp;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Enters answers to rounds of the panel, and takes those out again whose consent to take part is withdrawn. */
final class PanelAnswers {

    private static final String SOURCE = "urn:rapport:panel";
    private static final Set<String> TOPICS = Set.of(Panels.TOPIC, "all");

    private final JdbcClient jdbc;
    private final ObjectProvider<Inbox> inbox;

    PanelAnswers(JdbcClient jdbc, ObjectProvider<Inbox> inbox) {
        this.jdbc = jdbc;
        this.inbox = inbox;
    }

    /** The newest answer counts; one that comes when the round is over or the customer has left counts no more. */
    void answer(List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        for (Event event : events) {
            if (!isInvited(event)) {
                throw RejectedEvent.because("this customer was not invited to the round of the event");
            }
        }
        jdbc.sql(
                        """
                update rapport.panel_invitation i set answered_at = n.at, choice = n.choice, comment = n.comment
                from unnest(:customers::text[], :rounds::bigint[], :times::timestamptz[], :choices::smallint[],
                            :comments::text[]) n (customer, round, at, choice, comment),
                     rapport.panel_round r
                where i.customer_id = n.customer and i.round_id = n.round and r.id = i.round_id
                  and n.at < r.ends_at and i.left_at is null and (i.answered_at is null or i.answered_at <= n.at)""")
                .param("customers", Columns.of(events, Event::customerId))
                .param("rounds", Columns.of(events, PanelAnswers::round))
                .param("times", Columns.of(events, Event::occurredAt))
                .param("choices", Columns.of(events, PanelAnswers::choice))
                .param("comments", Columns.of(events, event -> VisibleText.clean(event.text("comment"))))
                .update();
    }

    private boolean isInvited(Event event) {
        return jdbc.sql(
                        """
                select exists (select from rapport.panel_invitation
                               where customer_id = :customer and round_id = :round)""")
                .param("customer", event.customerId())
                .param("round", Long.valueOf(round(event)))
                .query(Boolean.class)
                .single();
    }

    private static String round(Event event) {
        return event.data().get("round").asText();
    }

    private static Integer choice(Event event) {
        JsonNode choice = event.data().get("choice");
        return choice == null || choice.isNull() ? null : choice.intValue();
    }

    /** Withdrawing takes the answers out, also of rounds that are over, and ends what runs for the customer. */
    void withdraw(List<Event> events) {
        for (Event event : events) {
            if (TOPICS.contains(event.text("topic")) && "email".equals(event.text("channel"))) {
                leave(event);
            }
        }
    }

    private void leave(Event event) {
        List<String> left = jdbc.sql(
                        """
                update rapport.panel_invitation i set left_at = :at, choice = null, comment = null
                where i.customer_id = :customer and i.left_at is null and i.answered_at <= :at
                returning i.id""")
                .param("at", Timestamp.from(event.occurredAt()))
                .param("customer", event.customerId())
                .query(String.class)
                .list();
        for (String invitation : left) {
            inbox.getObject()
                    .accept(new NewEvent(
                            SOURCE,
                            "left:" + invitation,
                            "panel.left",
                            event.customerId(),
                            null,
                            JsonNodeFactory.instance.objectNode()));
        }
    }
}
