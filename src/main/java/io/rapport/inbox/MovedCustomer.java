package io.rapport.inbox;

/** An event stands in the queue of a customer who was merged while it came in: it belongs into the one of who stays. */
public final class MovedCustomer extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says nothing about whom: the event's row knows. */
    public MovedCustomer() {
        super("the customer was merged; the event goes to the one who stays");
    }
}
