package io.rapport.segment;

import java.math.BigDecimal;

/**
 * Which numbers fulfil a condition.
 *
 * @param least {@code null} for no lower end
 * @param withLeast whether the lower end itself fulfils it
 * @param most {@code null} for no upper end
 * @param withMost whether the upper end itself fulfils it
 */
record Bounds(BigDecimal least, boolean withLeast, BigDecimal most, boolean withMost) {

    static Bounds atLeast(BigDecimal least) {
        return new Bounds(least, true, null, true);
    }

    /** @return whether a number fulfils it */
    boolean hold(BigDecimal number) {
        return (least == null || number.compareTo(least) > (withLeast ? -1 : 0))
                && (most == null || number.compareTo(most) < (withMost ? 1 : 0));
    }

    /** @return whether a whole number can fulfil it, or, if parts count, any number */
    boolean canHold(boolean whole) {
        if (least == null || most == null) {
            return true;
        }
        if (!whole) {
            int order = least.compareTo(most);
            return order < 0 || order == 0 && withLeast && withMost;
        }
        BigDecimal first = withLeast ? least : least.add(BigDecimal.ONE);
        BigDecimal last = withMost ? most : most.subtract(BigDecimal.ONE);
        return first.compareTo(last) <= 0;
    }
}
