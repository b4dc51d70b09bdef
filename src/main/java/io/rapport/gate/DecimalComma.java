package io.rapport.gate;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comma between digits that is hardly meant as it is read: in a cell a comma means or, so that {@code >= 5,5} asks for 5 or
 * more, or for 5. Lists such as {@code 1,2,3} are lawful and common; what may be one is taken for one.
 *
 * @param number the cell as it is written for one number; where that may be of thousands, both ways
 * @param list the cell as it is written for several
 */
record DecimalComma(String number, String list) {

    /** A limit that is followed by a number without a sign of comparison: a list hardly begins with a limit. */
    private static final Pattern LIMIT = Pattern.compile("[<>]=?\\s*-?(\\d+(?:,\\d+)++)(?!\\.\\d)");

    /** Nothing but numbers. */
    private static final Pattern ALONE = Pattern.compile("(?:not\\s*\\(\\s*)?-?(\\d+(?:,\\d+)+)(?:\\s*\\))?");

    private static final Pattern BETWEEN_DIGITS = Pattern.compile("(?<=\\d),(?=\\d)");

    /**
     * @param test a condition of a column of numbers
     * @return the comma that is hardly meant; empty without one
     */
    static Optional<DecimalComma> in(String test) {
        Matcher limit = LIMIT.matcher(test);
        while (limit.find()) {
            String[] parts = limit.group(1).split(",");
            if (parts.length == 2 || isOfThousands(parts)) {
                return Optional.of(of(test, limit, parts));
            }
        }
        Matcher alone = ALONE.matcher(test);
        if (alone.matches()) {
            String[] parts = alone.group(1).split(",");
            boolean twice = parts.length == 2 && parts[0].equals(parts[1]);
            boolean zeros = hasLeadingZero(parts) && (parts.length == 2 || isOfThousands(parts));
            if (twice || zeros) {
                return Optional.of(of(test, alone, parts));
            }
        }
        return Optional.empty();
    }

    /**
     * @param text an expression or a condition that cannot be read
     * @return the text with points in the place of the commas between its digits; empty if it has none
     */
    static Optional<String> withPoints(String text) {
        String points = BETWEEN_DIGITS.matcher(text).replaceAll(".");
        return points.equals(text) ? Optional.empty() : Optional.of(points);
    }

    /** Nobody writes an item of a list so: 1,05 and 1,000. */
    private static boolean hasLeadingZero(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].length() > 1 && parts[i].startsWith("0")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfThousands(String[] parts) {
        boolean groups = parts[0].length() <= 3 && !parts[0].startsWith("0");
        for (int i = 1; i < parts.length; i++) {
            groups &= parts[i].length() == 3;
        }
        return groups;
    }

    private static DecimalComma of(String test, Matcher found, String[] parts) {
        String before = test.substring(0, found.start(1));
        String behind = test.substring(found.end(1));
        String decimal = parts.length == 2 ? before + String.join(".", parts) + behind : "";
        String thousands = isOfThousands(parts) ? before + String.join("", parts) + behind : "";
        String either = decimal.isEmpty() || thousands.isEmpty() ? "" : " / ";
        return new DecimalComma(thousands + either + decimal, before + String.join(", ", parts) + behind);
    }
}
