package io.rapport.release;

/** A release that is not made since another one came between: what it was checked against, or its author saw, is no longer what is live. */
public final class ReleaseOvertaken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReleaseOvertaken(long number) {
        super("Nothing is deployed: release " + number
                + " was made while this one was checked. Look at what it changed, and deploy again.");
    }
}
