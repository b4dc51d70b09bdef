package io.rapport.journey.expression;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class Spelling {

    private static final int LONGEST = 60;

    private Spelling() {}

    /**
     * @param written something that is not known
     * @param known what there is
     * @return the word that is nearest to the one written, if it is near enough to be meant
     */
    public static Optional<String> nearest(String written, Collection<String> known) {
        return known.stream()
                .filter(word -> !word.equals(written))
                .min(Comparator.comparingInt(word -> distance(written, word)))
                .filter(word -> distance(written, word) <= Math.max(1, word.length() / 4));
    }

    /** @return {@code (did you mean '…'?)}, or that there are spaces around it, or nothing */
    public static String meant(String written, Collection<String> known) {
        String stripped = written.strip();
        if (!stripped.equals(written) && known.contains(stripped)) {
            return Optional.of(stripped)
                    .map(word -> " (there are spaces before or behind '" + word + "')")
                    .orElseThrow();
        }
        return nearest(written, known)
                .map(word -> " (did you mean '" + word + "'?)")
                .orElse("");
    }

    /**
     * Finds a name of an expression: there are few, and they differ by whole words, so that more may be wrong with one, large
     * and small letters included.
     *
     * @return the name that is nearest to what is written, the first by the alphabet of several; empty if none is near enough
     */
    static Optional<String> nearestName(String written, Collection<String> names) {
        int most = written.length() < 4 ? 1 : Math.max(2, written.length() / 3);
        return names.stream()
                .sorted()
                .min(Comparator.comparingInt(name -> distanceOfNames(written, name)))
                .filter(name -> distanceOfNames(written, name) <= most);
    }

    private static int distanceOfNames(String one, String other) {
        return distance(one.toLowerCase(Locale.ROOT), other.toLowerCase(Locale.ROOT));
    }

    /** How many letters must be put in, taken out, changed, or swapped with their neighbour. */
    private static int distance(String one, String other) {
        if (one.length() > LONGEST || other.length() > LONGEST) {
            return Integer.MAX_VALUE;
        }
        int[][] steps = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                steps[i][j] = Math.min(Math.min(steps[i - 1][j], steps[i][j - 1]) + 1, steps[i - 1][j - 1] + change);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[one.length()][other.length()];
    }
}
