package io.rapport.inbox;

/** An event that can never be taken: it becomes a dead letter at once, without retries. */
public final class RejectedEvent extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final boolean emptied;

    private RejectedEvent(String reason, boolean emptied) {
        super(reason);
        this.emptied = emptied;
    }

    /**
     * For an event that contradicts what is known.
     *
     * @param reason for the operator, without personal data
     * @return the exception to throw
     */
    public static RejectedEvent because(String reason) {
        return new RejectedEvent(reason, false);
    }

    /**
     * For an event whose data must not be kept either, such as one about an erased customer.
     *
     * @param reason for the operator, without personal data
     * @return the exception to throw
     */
    public static RejectedEvent andEmptied(String reason) {
        return new RejectedEvent(reason, true);
    }

    /** @return whether the event's data must not be kept */
    public boolean isEmptied() {
        return emptied;
    }
}
