package io.rapport.testing;

import io.rapport.release.Author;
import io.rapport.release.Release;
import io.rapport.release.Releases;
import io.rapport.release.Releases.Wish;

/** Brings back what was live when the application had started, for the tests that come after. */
public final class ReleaseOfStart {

    private ReleaseOfStart() {}

    /**
     * @param releases of the application
     * @return the number of the release that is live now
     */
    public static long again(Releases releases) {
        return releases.again(wish("as at the start"), 1).live().number();
    }

    /** @return somebody who may all, and says why */
    public static Wish wish(String message) {
        return new Wish(new Author("tester", true), Release.COMMAND, message, false);
    }
}
