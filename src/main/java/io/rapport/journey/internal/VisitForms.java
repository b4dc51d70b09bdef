package io.rapport.journey.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.desk.Advisers;
import io.rapport.desk.AnswerRefused;
import io.rapport.desk.FormSubmitted;
import io.rapport.desk.Promises;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * What staff enter about a call or visit becomes what such things are elsewhere: a noted contact, a promise, and the day on
 * which the customer is to hear from them again.
 */
@Component
final class VisitForms {

    static final String SOURCE = "urn:rapport:desk";

    private static final String TASK = "call-or-visit";
    private static final String REACHED = "reached";
    private static final String PROMISE = "promise";
    private static final String PROMISED_BY = "promisedBy";
    private static final String NEXT_ON = "nextOn";

    /** When nobody was reached, it is tried again after so many days, on a day on which the desk is open. */
    private static final int NEXT_TRY_DAYS = 3;

    private final Inbox inbox;
    private final Promises promises;
    private final Advisers advisers;
    private final WorkingTime workingTime;
    private final BusinessClock clock;

    VisitForms(Inbox inbox, Promises promises, Advisers advisers, WorkingTime workingTime, BusinessClock clock) {
        this.inbox = inbox;
        this.promises = promises;
        this.advisers = advisers;
        this.workingTime = workingTime;
        this.clock = clock;
    }

    @EventListener
    void on(FormSubmitted form) {
        if (!form.task().equals(TASK)) {
            return;
        }
        Map<String, Object> answers = form.answers();
        boolean reached = REACHED.equals(text(answers, "visitOutcome"));
        LocalDate today = LocalDate.ofInstant(clock.instant(), workingTime.zone());
        String promise = reached ? text(answers, PROMISE) : null;
        LocalDate promisedBy = reached ? day(answers, PROMISED_BY, today) : null;
        if (promise != null && promisedBy == null) {
            throw new AnswerRefused(PROMISED_BY, JourneyTexts.say("answer.promise-day"));
        }
        if (promise == null && promisedBy != null) {
            throw new AnswerRefused(PROMISE, JourneyTexts.say("answer.promise-words"));
        }
        LocalDate next = day(answers, NEXT_ON, today);
        note(form, answers);
        // the noted contact comes by the inbox, and the journey asks before that when the next one is due
        advisers.visited(
                form.customerId(), reached ? clock.instant() : null, next == null && !reached ? nextTry(today) : next);
        if (promise != null) {
            promise(form, promise, promisedBy);
        }
    }

    private LocalDate nextTry(LocalDate today) {
        LocalDate day = today.plusDays(NEXT_TRY_DAYS);
        while (!workingTime.isOpenOn(day)) {
            day = day.plusDays(1);
        }
        return day;
    }

    private void note(FormSubmitted form, Map<String, Object> answers) {
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("channel", text(answers, "visitChannel"))
                .put("direction", "outbound")
                .put("outcome", text(answers, "visitOutcome"))
                .put("note", text(answers, "note"));
        if (form.submittedBy() != null) {
            data.put("by", form.submittedBy());
        }
        accept("contact.noted", form.customerId(), UUID.randomUUID().toString(), data);
    }

    private void promise(FormSubmitted form, String words, LocalDate due) {
        String id = UUID.randomUUID().toString();
        promises.make(id, form.customerId(), words, due, form.submittedBy(), clock.instant());
        accept(
                "promise.made",
                form.customerId(),
                id,
                JsonNodeFactory.instance.objectNode().put("promiseId", id).put("dueOn", due.toString()));
    }

    private void accept(String type, String customer, String id, ObjectNode data) {
        inbox.accept(new NewEvent(SOURCE, "visit-" + id, type, customer, null, data));
    }

    private LocalDate day(Map<String, Object> answers, String field, LocalDate today) {
        String text = text(answers, field);
        if (text == null) {
            return null;
        }
        LocalDate day = LocalDate.parse(text);
        LocalDate last = today.plusYears(1);
        if (day.isBefore(today) || day.isAfter(last)) {
            throw new AnswerRefused(field, JourneyTexts.say("answer.delivery-day", today, last));
        }
        return day;
    }

    private static String text(Map<String, Object> answers, String field) {
        Object value = answers.get(field);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }
}
