package io.rapport.release;

/** A release of long ago whose files are kept no longer. */
public final class ReleaseNotKept extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReleaseNotKept(long number, long oldest) {
        super(
                "The files of release " + number
                        + " are kept no longer. The oldest release that can be released again is " + oldest
                        + "; rapport.retention.releases says how long they are kept.",
                null,
                false,
                false);
    }
}
