package io.rapport.journey.step;

import io.rapport.calendar.WorkingTime;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.HarmWords;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Date;

/** What expressions may ask about a complaint. All methods take the bare id. */
@Facts("complaintFacts")
public final class ComplaintFacts {

    private final Complaints complaints;
    private final Orders orders;
    private final WorkingTime workingTime;

    ComplaintFacts(Complaints complaints, Orders orders, WorkingTime workingTime) {
        this.complaints = complaints;
        this.orders = orders;
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
     * @return total of the order it is about, 0 if it is about none
     */
    public double orderTotal(String complaintId) {
        String orderId = require(complaintId).orderId();
        return orderId == null
                ? 0
                : orders.find(orderId)
                        .map(Order::total)
                        .map(BigDecimal::doubleValue)
                        .orElse(0.0);
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
        return HarmWords.in(require(complaintId).text());
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
