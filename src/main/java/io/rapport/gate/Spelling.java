package io.rapport.gate;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody may have meant. */
final class Spelling {

    private Spelling() {}

    /** @return the word that is nearest to the one written, if it is near enough to be meant */
    static Optional<String> nearest(String written, Collection<String> known) {
        return known.stream()
                .filter(word -> !word.equals(written))
                .min(Comparator.comparingInt(word -> distance(written, word)))
                .filter(word -> distance(written, word) <= Math.max(1, word.length() / 4));
    }

    /** @return {@code ; did you mean '…'?} or nothing */
    static String meant(String written, Collection<String> known) {
        return nearest(written, known)
                .map(word -> " (did you mean '" + word + "'?)")
                .orElse("");
    }

    /** How many letters must be put in, taken out, changed, or swapped with their neighbour. */
    private static int distance(String one, String other) {
        if (one.length() > 60 || other.length() > 60) {
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
