package io.rapport.release;

/**
 * What an installation adds by a release of its own to a file that comes with the program. Such a file is not reported as one that
 * differs from what is live.
 */
@FunctionalInterface
public interface ShippedFileAddition {

    /**
     * @param shipped as it comes with the program
     * @param live what is live instead
     * @return whether that is the shipped file and what this adds to it, and nothing else
     */
    boolean isAll(ReleaseFile shipped, ReleaseFile live);
}
