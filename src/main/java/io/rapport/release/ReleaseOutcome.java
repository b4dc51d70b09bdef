package io.rapport.release;

import java.util.List;

/**
 * What became of a wish for a release, or what would.
 *
 * @param live the release that is live now; null if none was ever made
 * @param made whether it was made now
 * @param changes what it changes, or would change
 * @param findings what was found in the files; without errors if it was made
 */
public record ReleaseOutcome(Release live, boolean made, List<Difference> changes, List<ReleaseFinding> findings) {

    /**
     * @param path of the file
     * @param what {@code added}, {@code changed}, {@code removed}, {@code retired} (it stays for what is under way) or {@code restored}
     */
    public record Difference(String path, String what) {

        static Difference of(String path, ReleaseFiles before, ReleaseFiles after) {
            ReleaseFile was = before.at(path).orElse(null);
            ReleaseFile is = after.at(path).orElse(null);
            if (was == null) {
                return new Difference(path, "added");
            }
            if (is == null) {
                return new Difference(path, "removed");
            }
            if (was.retired() != is.retired()) {
                return new Difference(path, is.retired() ? "retired" : "restored");
            }
            return new Difference(path, "changed");
        }
    }
}
