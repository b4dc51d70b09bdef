package io.rapport.feedback;

import java.time.Instant;

/**
 * A complaint that could not be taken.
 *
 * @param complaintId the id of the system that sent it
 * @param source that system
 * @param cause why
 * @param at when it was given up
 */
public record ComplaintRefusal(String complaintId, String source, RefusalReason cause, Instant at) {

    /** Why a complaint cannot be taken. */
    public enum RefusalReason {
        /** The customer was erased, and nothing about them is kept. */
        ERASED("erased"),
        /** Its id is known as another customer's complaint. */
        OTHER_CUSTOMER("other-customer"),
        /** It names an order of another customer. */
        ORDER("order"),
        /** A complaint of its id was closed. */
        CLOSED("closed"),
        /** Something failed, which operators see. */
        FAILED("failed");

        private final String id;

        RefusalReason(String id) {
            this.id = id;
        }

        /** @return as tables and templates have it */
        public String id() {
            return id;
        }
    }
}
