package io.rapport.journey.internal;

import io.rapport.desk.FormSubmitted;
import io.rapport.feedback.Complaints;
import io.rapport.inbox.Reference;
import java.math.BigDecimal;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Brings what staff wrote about a complaint into the register, in the transaction that completes the task. */
@Component
final class ComplaintForms {

    private final Complaints complaints;

    ComplaintForms(Complaints complaints) {
        this.complaints = complaints;
    }

    @EventListener
    void on(FormSubmitted form) {
        Reference about = Reference.parse(form.businessKey());
        if (!about.kind().equals("complaint")) {
            return;
        }
        Map<String, Object> answers = form.answers();
        switch (form.task()) {
            case "investigate" ->
                complaints.investigated(
                        about.id(),
                        text(answers, "findings"),
                        text(answers, "rootCause"),
                        text(answers, "remedy"),
                        amount(answers, "amount"));
            case "approve-compensation" ->
                complaints.decided(
                        about.id(),
                        "change".equals(answers.get("decision")) ? amount(answers, "approvedAmount") : null,
                        text(answers, "note"));
            default -> {}
        }
    }

    private static String text(Map<String, Object> answers, String field) {
        Object value = answers.get(field);
        return value == null ? null : value.toString();
    }

    private static BigDecimal amount(Map<String, Object> answers, String field) {
        Object value = answers.get(field);
        return value == null ? null : new BigDecimal(value.toString());
    }
}
