package io.rapport.journey.expression;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the name that was probably meant. */
final class NearestName {

    private NearestName() {}

    /** @return the name of those that is nearest to what is written; empty if none is near enough */
    static Optional<String> of(String written, Collection<String> names) {
        String best = null;
        int least = (written.length() < 4 ? 1 : Math.max(2, written.length() / 3)) + 1;
        for (String name : new TreeSet<>(names)) {
            int distance = distance(written.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int i = 0; i <= other.length(); i++) {
            above[i] = i;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] here = new int[other.length() + 1];
            here[0] = row;
            for (int i = 1; i <= other.length(); i++) {
                int change = above[i - 1] + (one.charAt(row - 1) == other.charAt(i - 1) ? 0 : 1);
                here[i] = Math.min(change, Math.min(above[i], here[i - 1]) + 1);
            }
            above = here;
        }
        return above[other.length()];
    }
}
