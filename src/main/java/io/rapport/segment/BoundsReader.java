package io.rapport.segment;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads {@code at-least}, {@code at-most}, {@code above}, {@code below} and {@code exactly}.
 *
 * @param least the smallest number that makes sense
 * @param most the largest
 * @param whole whether parts do not count
 * @param step what a number must be a multiple of; {@code null} for none
 */
record BoundsReader(BigDecimal least, BigDecimal most, boolean whole, BigDecimal step) {

    static final Set<String> KEYS = Set.of("at-least", "at-most", "above", "below", "exactly");

    static final BoundsReader COUNT = new BoundsReader(BigDecimal.ZERO, BigDecimal.valueOf(1_000_000), true, null);
    static final BoundsReader SCORE = new BoundsReader(BigDecimal.ONE, BigDecimal.valueOf(5), true, null);
    static final BoundsReader MONEY =
            new BoundsReader(BigDecimal.ZERO, BigDecimal.valueOf(1_000_000_000_000L), false, new BigDecimal("0.01"));
    static final BoundsReader ANY_NUMBER = new BoundsReader(
            BigDecimal.valueOf(-1_000_000_000_000L), BigDecimal.valueOf(1_000_000_000_000L), false, null);

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,13}(\\.\\d{1,6})?");

    /** Where what is wrong is said. */
    interface BoundsFaults {

        /** @param key of the field that is wrong; {@code null} for all of them together */
        void add(String key, String problem, String fix);
    }

    static BoundsReader of(NumberField field) {
        // the chance of being alive counts by steps, so that not every customer changes every night
        return new BoundsReader(
                field.least(),
                field.most(),
                field.isWhole(),
                field == NumberField.ALIVE ? new BigDecimal("0.05") : null);
    }

    /**
     * @param fields those that are there, of {@link #KEYS} and others
     * @param faults takes what is wrong
     * @param text gives a field's text; {@code null} if it has none, which is said then
     * @return the bounds; {@code null} if something is wrong
     */
    <T> Bounds read(Map<String, T> fields, BoundsFaults faults, Function<T, String> text) {
        BigDecimal lower = null;
        BigDecimal upper = null;
        boolean withLower = true;
        boolean withUpper = true;
        boolean right = true;
        for (String key : fields.keySet()) {
            if (!KEYS.contains(key)) {
                continue;
            }
            BigDecimal number = number(key, text.apply(fields.get(key)), faults);
            if (number == null) {
                right = false;
                continue;
            }
            boolean ofLower = Set.of("at-least", "above", "exactly").contains(key);
            boolean ofUpper = Set.of("at-most", "below", "exactly").contains(key);
            if (ofLower && lower != null || ofUpper && upper != null) {
                faults.add(key, "another field says this already", "keep one of them");
                right = false;
            }
            if (ofLower) {
                lower = number;
                withLower = !key.equals("above");
            }
            if (ofUpper) {
                upper = number;
                withUpper = !key.equals("below");
            }
        }
        if (!right) {
            return null;
        }
        if (lower == null && upper == null) {
            faults.add(null, "it does not say how much", "write at-least:, at-most:, above:, below: or exactly:");
            return null;
        }
        Bounds bounds = new Bounds(lower, withLower, upper, withUpper);
        if (!bounds.canHold(whole)) {
            faults.add(null, "no number is both", "correct one of the two");
            return null;
        }
        return bounds;
    }

    private BigDecimal number(String key, String text, BoundsFaults faults) {
        if (text == null) {
            return null;
        }
        if (!NUMBER.matcher(text).matches()) {
            faults.add(key, "'" + text + "' is no number", "write it in digits, such as " + example());
            return null;
        }
        BigDecimal number = new BigDecimal(text);
        if (number.compareTo(least) < 0 || number.compareTo(most) > 0) {
            faults.add(
                    key,
                    "'" + text + "' is out of reach",
                    "write a number from " + least.toPlainString() + " to " + most.toPlainString());
            return null;
        }
        if (whole && number.stripTrailingZeros().scale() > 0) {
            faults.add(key, "'" + text + "' is no whole number", "write one such as " + example());
            return null;
        }
        if (step != null && number.remainder(step).signum() != 0) {
            faults.add(key, "'" + text + "' lies between two steps", "write a multiple of " + step.toPlainString());
            return null;
        }
        return number;
    }

    private String example() {
        return whole
                ? "2"
                : step == null ? "2.5" : step.multiply(BigDecimal.valueOf(6)).toPlainString();
    }
}
