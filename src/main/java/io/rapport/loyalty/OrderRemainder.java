package io.rapport.loyalty;

import io.rapport.customer.Order;
import io.rapport.customer.Refund;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is left of an order after refunds: nothing of one that does not stand, or that was paid back as a whole. How much a
 * refund takes is its total, on the scale of the order's, whether money or points paid that, and whatever its articles add up
 * to; they say where: from their lines first, what it pays beyond them from shipping, and the rest, as of a refund that names
 * none, the same part of all that is left (docs/adr/0149). Pure.
 *
 * @param byLine what is left of each line, 0 to 1; {@link EarnedPoints#SHIPPING} is shipping
 * @param whole what is left of all together, 0 to 1
 */
record OrderRemainder(Map<Integer, BigDecimal> byLine, BigDecimal whole) {

    private static final int DIGITS = 12;

    /** A line with its part of the total. */
    private record Part(int line, String sku, BigDecimal paid) {}

    /**
     * @param order with its lines
     * @param refunds of it, in any order
     */
    static OrderRemainder of(Order order, List<Refund> refunds) {
        if (!order.stands()) {
            return gone(order);
        }
        if (order.total() == null || order.total().signum() <= 0) {
            return new OrderRemainder(Map.of(), BigDecimal.ONE);
        }
        List<Refund> counted = refunds.stream()
                .filter(refund -> refund.currency().equals(order.currency()))
                .toList();
        BigDecimal back = counted.stream().map(Refund::total).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (back.signum() == 0) {
            return new OrderRemainder(Map.of(), BigDecimal.ONE);
        }
        if (back.compareTo(order.total()) >= 0) {
            return gone(order);
        }
        return new OrderRemainder(
                byLine(parts(order), order.total(), counted), part(order.total().subtract(back), order.total()));
    }

    private static Map<Integer, BigDecimal> byLine(List<Part> parts, BigDecimal total, List<Refund> refunds) {
        Map<Integer, BigDecimal> left = new LinkedHashMap<>();
        parts.forEach(part -> left.put(part.line(), part.paid()));
        // of an order whose lines are not known nothing is in any
        BigDecimal inNoLine = total.subtract(sum(left)).max(BigDecimal.ZERO);
        BigDecimal ofAll = BigDecimal.ZERO;
        for (Refund refund : refunds) {
            ofAll = ofAll.add(takeNamed(left, parts, refund));
        }
        BigDecimal open = sum(left).add(inNoLine);
        BigDecimal kept = open.signum() == 0 ? BigDecimal.ONE : BigDecimal.ONE.subtract(part(ofAll, open));
        Map<Integer, BigDecimal> byLine = new LinkedHashMap<>();
        for (Part part : parts) {
            byLine.put(part.line(), part(left.get(part.line()), part.paid()).multiply(kept));
        }
        return byLine;
    }

    /** @return what of the refund is in none of its lines */
    private static BigDecimal takeNamed(Map<Integer, BigDecimal> left, List<Part> parts, Refund refund) {
        BigDecimal named = refund.items().stream().map(Refund.Item::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        // more than was paid back in all, as where a fee was kept: each line has its part of what was
        BigDecimal scale = named.compareTo(refund.total()) > 0 ? part(refund.total(), named) : BigDecimal.ONE;
        BigDecimal taken = BigDecimal.ZERO;
        for (Refund.Item item : refund.items()) {
            BigDecimal due = item.amount().multiply(scale);
            for (Part part : parts) {
                if (part.line() != EarnedPoints.SHIPPING && part.sku().equals(item.sku())) {
                    BigDecimal ofLine = take(left, part.line(), due);
                    due = due.subtract(ofLine);
                    taken = taken.add(ofLine);
                }
            }
        }
        if (!refund.items().isEmpty()) {
            taken = taken.add(take(
                    left, EarnedPoints.SHIPPING, refund.total().subtract(named).max(BigDecimal.ZERO)));
        }
        return refund.total().subtract(taken).max(BigDecimal.ZERO);
    }

    private static OrderRemainder gone(Order order) {
        Map<Integer, BigDecimal> none = new LinkedHashMap<>();
        for (int line = 0; line <= order.items().size(); line++) {
            none.put(line, BigDecimal.ZERO);
        }
        return new OrderRemainder(none, BigDecimal.ZERO);
    }

    /** @return shipping and lines as parts of the total: a discount and tax are spread over all */
    private static List<Part> parts(Order order) {
        BigDecimal shipping = EarnedPoints.shipping(order);
        BigDecimal articles = order.total().subtract(shipping);
        BigDecimal prices = order.items().stream().map(EarnedPoints::price).reduce(BigDecimal.ZERO, BigDecimal::add);
        List<Part> parts = new ArrayList<>();
        int line = 0;
        for (Order.Item item : order.items()) {
            line++;
            parts.add(new Part(
                    line,
                    item.sku(),
                    prices.signum() == 0
                            ? BigDecimal.ZERO
                            : EarnedPoints.price(item)
                                    .multiply(articles)
                                    .divide(prices, DIGITS, RoundingMode.HALF_UP)));
        }
        parts.add(new Part(EarnedPoints.SHIPPING, "", shipping));
        return parts;
    }

    private static BigDecimal take(Map<Integer, BigDecimal> left, int line, BigDecimal most) {
        BigDecimal taken = most.min(left.get(line));
        left.put(line, left.get(line).subtract(taken));
        return taken;
    }

    private static BigDecimal sum(Map<Integer, BigDecimal> amounts) {
        return amounts.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** @return what part of an amount another is; of nothing all is left */
    private static BigDecimal part(BigDecimal amount, BigDecimal of) {
        return of.signum() == 0
                ? BigDecimal.ONE
                : amount.divide(of, DIGITS, RoundingMode.HALF_UP).min(BigDecimal.ONE);
    }
}
