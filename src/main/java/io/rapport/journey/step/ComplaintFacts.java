package io.rapport.journey.step;

import io.rapport.calendar.WorkingTime;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import io.rapport.journey.internal.Compensations;
import io.rapport.journey.internal.HarmTable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Date;

/** What expressions may ask about a complaint. All methods take the bare id. */
@Facts("complaintFacts")
public final class ComplaintFacts {

    private final Complaints complaints;
    private final Compensations compensations;
    private final HarmTable harm;
    private final WorkingTime workingTime;

    ComplaintFacts(Complaints complaints, Compensations compensations, HarmTable harm, WorkingTime workingTime) {
        this.complaints = complaints;
        this.compensations = compensations;
        this.harm = harm;
        this.workingTime = workingTime;
    }

    /**
     * @param complaintId bare id
     * @return how it came in: email, phone, web, store, letter, social
     */
    public String channel(String complaintId) {
        return require(complaintId).channel();
    }

    /**
     * @param complaintId bare id
     * @return total of the order it is about, in the currency that the company uses; 0 if it is about none, null
     *     if there is no rate for the order's currency
     */
    public Double orderTotal(String complaintId) {
        Complaint complaint = require(complaintId);
        BigDecimal paid = compensations.paid(complaint).orElse(BigDecimal.ZERO);
        return compensations
                .reported(complaint, paid)
                .map(BigDecimal::doubleValue)
                .orElse(null);
    }

    /**
     * @param complaintId bare id
     * @param amount in the complaint's currency
     * @param limit in the currency that the company uses
     * @return whether the amount is within the limit; false if there is no rate, or it is a refund and nothing is known to
     *     be paid, so that somebody checks it
     */
    public boolean isWithin(String complaintId, double amount, double limit) {
        Complaint complaint = require(complaintId);
        boolean nothingPaid = compensations.paid(complaint).isEmpty();
        if (amount > 0 && "refund".equals(complaint.remedy()) && nothingPaid) {
            return false;
        }
        return compensations
                .reported(complaint, BigDecimal.valueOf(amount))
                .map(reported -> reported.compareTo(BigDecimal.valueOf(limit)) <= 0)
                .orElse(false);
    }

    /**
     * @param complaintId bare id
     * @return the currency that amounts about it are in, such as EUR
     */
    public String currency(String complaintId) {
        return compensations.currency(require(complaintId));
    }

    /**
     * @param complaintId bare id
     * @return whether the customer reported the same before: about the same order, still investigated; never if this one
     *     speaks of harm
     */
    public boolean reportedBefore(String complaintId) {
        return complaints.earlierAboutTheSame(complaintId).isPresent() && !mentionsHarm(complaintId);
    }

    /**
     * @param complaintId bare id
     * @return whether it was opened once more after an answer of ours
     */
    public boolean reopened(String complaintId) {
        return require(complaintId).isReopened();
    }

    /**
     * @param complaintId bare id
     * @return whether it was closed without a solution that the customer accepts
     */
    public boolean unresolved(String complaintId) {
        return "unresolved".equals(require(complaintId).outcome());
    }

    /**
     * @param complaintId bare id
     * @return how many other complaints the customer made in the 90 days before
     */
    public int repeated(String complaintId) {
        return complaints.othersBefore(complaintId);
    }

    /**
     * @param complaintId bare id
     * @return whether the customer's words speak of harm to a person
     */
    public boolean mentionsHarm(String complaintId) {
        return harm.speaksOfHarm(require(complaintId).text());
    }

    /**
     * @param complaintId bare id
     * @param share of the business time allowed, such as 0.5
     * @return when that share is used up
     */
    public Date deadline(String complaintId, double share) {
        Complaint complaint = require(complaintId);
        if (complaint.workingHours() == null) {
            throw new IllegalStateException(
                    "complaint " + complaintId + " was never allowed time; put the step allowTime before");
        }
        Duration used = Duration.ofSeconds(Math.round(complaint.workingHours() * 3600L * share));
        return Date.from(workingTime.plus(complaint.clockFrom(), used));
    }

    private Complaint require(String complaintId) {
        return complaints
                .find(complaintId)
                .orElseThrow(() -> new IllegalStateException("complaint " + complaintId + " is not in the register"));
    }
}
