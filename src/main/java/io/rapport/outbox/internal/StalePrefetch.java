package io.rapport.outbox.internal;

/** The tables ask for more than was read for a message, since they were changed meanwhile: it is to be read anew. */
final class StalePrefetch extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StalePrefetch() {
        super("the contact policy was changed while a message was evaluated");
    }
}
