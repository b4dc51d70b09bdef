package io.rapport.journey.internal;

import io.rapport.desk.AnswerRefused;
import io.rapport.desk.FormSubmitted;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.ComplaintOffers;
import io.rapport.feedback.Complaints;
import io.rapport.inbox.Reference;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Brings what staff wrote about a complaint into the register, in the transaction that completes the task, and refuses
 * what the company does not pay and what no customer should read.
 */
@Component
final class ComplaintForms {

    private final Complaints complaints;
    private final ComplaintOffers offers;
    private final Compensations compensations;

    ComplaintForms(Complaints complaints, ComplaintOffers offers, Compensations compensations) {
        this.complaints = complaints;
        this.offers = offers;
        this.compensations = compensations;
    }

    @EventListener
    void on(FormSubmitted form) {
        Reference about = Reference.parse(form.businessKey());
        if (!about.kind().equals("complaint")) {
            return;
        }
        switch (form.task()) {
            case "investigate" -> investigated(about.id(), form);
            case "approve-compensation" -> decided(about.id(), form);
            default -> {}
        }
    }

    private void investigated(String id, FormSubmitted form) {
        Map<String, Object> answers = form.answers();
        Complaint complaint = require(id);
        String remedy = text(answers, "remedy");
        String reasons = text(answers, "reasons");
        BigDecimal amount = amount(answers, "amount");
        if (amount != null) {
            offers.lockOrder(id);
            refuse("amount", rule(complaint).proposal(remedy, amount));
        }
        if (reasons != null && !CustomerProse.isPlain(reasons)) {
            throw new AnswerRefused("reasons", JourneyTexts.say("answer.plain-sentences"));
        }
        offers.investigated(
                id, form.submittedBy(), text(answers, "findings"), text(answers, "rootCause"), remedy, amount, reasons);
    }

    private void decided(String id, FormSubmitted form) {
        Map<String, Object> answers = form.answers();
        Complaint complaint = require(id);
        String decision = text(answers, "decision");
        BigDecimal amount = "change".equals(decision) ? amount(answers, "approvedAmount") : null;
        if (amount != null) {
            refuse("approvedAmount", rule(complaint).change(complaint.amount(), amount));
        }
        offers.decided(id, form.submittedBy(), decision, amount, text(answers, "note"));
    }

    private CompensationRule rule(Complaint complaint) {
        return new CompensationRule(
                compensations.currency(complaint),
                compensations.paid(complaint).orElse(null),
                offers.refunds(complaint.id()),
                compensations.leadLimit(complaint).orElse(null));
    }

    private static void refuse(String field, Optional<String> fix) {
        fix.ifPresent(text -> {
            throw new AnswerRefused(field, text);
        });
    }

    private Complaint require(String id) {
        return complaints
                .find(id)
                .orElseThrow(() -> new IllegalStateException("complaint " + id + " is not in the register"));
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
