package io.rapport.release;

/** Work that this node cannot do now, since it does not hold the release that is live; it says nothing about the work. */
public final class ReleaseNotLoaded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message why, for operators */
    public ReleaseNotLoaded(String message) {
        super(message, null, false, false);
    }
}
