package io.rapport.outbox;

import java.time.Instant;

/**
 * A message that a journey wants sent: to whom, about what, and on whose behalf. Ids are bare, without their kind.
 *
 * @param message name of a folder in {@code messages/}
 * @param customerId recipient; null when it goes to staff
 * @param staffId recipient; null when it goes to a customer
 * @param orderId what it is about, or null
 * @param complaintId what it is about, or null
 * @param surveyId the survey that it asks to answer, or null
 * @param couponCode the coupon that it carries, or null
 * @param journey key of the process, or null
 * @param instanceId the journey's instance, or null
 * @param priority 0 to 100, see {@link OutboxMessage#priority}; null for the message's own
 * @param before not sent from then on, though the message's own expiry were later; null for that alone
 */
public record OutboxRequest(
        String message,
        String customerId,
        String staffId,
        String orderId,
        String complaintId,
        String surveyId,
        String couponCode,
        String journey,
        String instanceId,
        Integer priority,
        Instant before) {

    /** @throws IllegalArgumentException unless there is a message, exactly one recipient and a possible priority */
    public OutboxRequest {
        if (message == null || message.isBlank()) {
            throw new IllegalArgumentException("a request to the outbox needs the name of a message");
        }
        if ((customerId == null) == (staffId == null)) {
            throw new IllegalArgumentException(
                    "message '" + message + "' needs one recipient: a customer or a member of staff");
        }
        if (priority != null && (priority < 0 || priority > 100)) {
            throw new IllegalArgumentException(
                    "message '" + message + "' cannot have the priority " + priority + "; use 0 to 100");
        }
    }

    /** @return a request for a message to a customer, about nothing yet */
    public static OutboxRequest toCustomer(String message, String customerId) {
        return new OutboxRequest(message, customerId, null, null, null, null, null, null, null, null, null);
    }

    /** @return a request for a message to a member of staff, about nothing yet */
    public static OutboxRequest toStaff(String message, String staffId) {
        return new OutboxRequest(message, null, staffId, null, null, null, null, null, null, null, null);
    }

    /** @return the same about these; null for what it is not about */
    public OutboxRequest about(String order, String complaint, String survey, String coupon) {
        return new OutboxRequest(
                message, customerId, staffId, order, complaint, survey, coupon, journey, instanceId, priority, before);
    }

    /** @return the same on behalf of a journey's instance */
    public OutboxRequest from(String process, String instance) {
        return new OutboxRequest(
                message,
                customerId,
                staffId,
                orderId,
                complaintId,
                surveyId,
                couponCode,
                process,
                instance,
                priority,
                before);
    }

    /**
     * @param urgency 0 to 100; null for the message's own
     * @return the same with this priority
     */
    public OutboxRequest priority(Integer urgency) {
        return new OutboxRequest(
                message,
                customerId,
                staffId,
                orderId,
                complaintId,
                surveyId,
                couponCode,
                journey,
                instanceId,
                urgency,
                before);
    }

    /**
     * @param moment not sent from then on; null: as long as the message's own expiry says
     * @return the same with this end, which never makes it longer
     */
    public OutboxRequest before(Instant moment) {
        return new OutboxRequest(
                message,
                customerId,
                staffId,
                orderId,
                complaintId,
                surveyId,
                couponCode,
                journey,
                instanceId,
                priority,
                moment);
    }
}
