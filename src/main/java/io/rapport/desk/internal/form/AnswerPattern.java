package io.rapport.desk.internal.form;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * The form that a text answer must have, as a regular expression that takes time in proportion to the text, whatever it
 * says: RE2, which has neither lookaround nor back references.
 */
public final class AnswerPattern {

    private static final int LONGEST = 500;

    /** How often a part may be asked for, all counts together: each is written out when it is compiled. */
    private static final long MOST_REPETITIONS = 10_000;

    private static final Pattern COUNT = Pattern.compile("\\{(\\d*)(?:,(\\d*))?}");

    private AnswerPattern() {}

    /**
     * @param pattern of a form's field
     * @return what is wrong with it; empty if answers can be checked by it
     */
    public static Optional<String> fault(String pattern) {
        if (pattern.length() > LONGEST) {
            return Optional.of("it has more than " + LONGEST + " characters");
        }
        long counted = 1;
        Matcher counts = COUNT.matcher(pattern);
        while (counts.find()) {
            counted *= Math.max(count(counts.group(1)), count(counts.group(2)));
            if (counted > MOST_REPETITIONS) {
                return Optional.of("it counts too high");
            }
        }
        try {
            Pattern.compile(pattern);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of(e.getDescription());
        }
    }

    private static long count(String digits) {
        return digits == null || digits.isEmpty()
                ? 1
                : digits.length() > 5 ? MOST_REPETITIONS + 1 : Math.max(1, Long.parseLong(digits));
    }

    /**
     * @param pattern of a form's field
     * @param text an answer
     * @return whether a part of the answer has that form; true if the pattern cannot be checked here, as in a form of before
     *     there was this rule: the browser has checked it
     */
    static boolean fits(String pattern, String text) {
        return fault(pattern).isPresent()
                || Pattern.compile(pattern).matcher(text).find();
    }
}
