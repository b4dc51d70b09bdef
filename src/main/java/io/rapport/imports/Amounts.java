package io.rapport.imports;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Numbers as people and programs write them. Where it is stated what separates decimals, the other of point and comma may
 * group thousands. Where it is not, only what can be read in one way is read.
 */
final class Amounts {

    private static final Pattern PLAIN = Pattern.compile("[+-]?[0-9]{1,15}([.][0-9]{1,6})?");
    private static final Pattern GROUPED = Pattern.compile(
            "[+-]?[0-9]{1,3}(?<group>[.,])[0-9]{3}(\\k<group>[0-9]{3})*(?:(?!\\k<group>)[.,][0-9]{1,6})?");

    /** Blanks of all kinds and apostrophes, which group thousands too and can mean nothing else. */
    private static final Pattern SPACES =
            Pattern.compile("(?<=[0-9])[ \\u00a0\\u202f\\u2009'\\u2019](?=[0-9]{3}(?![0-9]))");

    private Amounts() {}

    /**
     * @param text such as {@code 1234.50}
     * @param decimal {@code .} or {@code ,}; 0 if nothing is stated
     * @return the number; empty if it is none, or may be two
     */
    static Optional<BigDecimal> parse(String text, char decimal) {
        String digits = SPACES.matcher(text.strip()).replaceAll("");
        char separator = decimal == 0 ? decimal(digits) : decimal;
        if (separator == '?') {
            return Optional.empty();
        }
        char group = separator == ',' ? '.' : ',';
        if (digits.indexOf(group) >= 0) {
            var grouped = GROUPED.matcher(digits);
            int point = digits.indexOf(separator);
            if (!grouped.matches()
                    || grouped.group("group").charAt(0) != group
                    || point >= 0 && digits.indexOf(group, point) >= 0) {
                return Optional.empty();
            }
            digits = digits.replace(String.valueOf(group), "");
        }
        digits = digits.replace(separator, '.');
        return PLAIN.matcher(digits).matches() ? Optional.of(new BigDecimal(digits)) : Optional.empty();
    }

    /** @return what separates the decimals of a number that does not say; {@code ?} if it may be either */
    private static char decimal(String digits) {
        int point = digits.lastIndexOf('.');
        int comma = digits.lastIndexOf(',');
        if (point >= 0 && comma >= 0) {
            return point > comma ? '.' : ',';
        }
        char only = comma >= 0 ? ',' : '.';
        int at = Math.max(point, comma);
        if (at >= 0 && digits.indexOf(only) == at && digits.length() - at - 1 == 3) {
            return '?';
        }
        // several of one kind group
        return at >= 0 && digits.indexOf(only) != at ? only == ',' ? '.' : ',' : only;
    }
}
