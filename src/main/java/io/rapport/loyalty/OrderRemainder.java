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
 * What is left of an order after refunds: nothing of one that does not stand. A refund that names articles takes
 * from their lines, and what it pays beyond them from shipping; one that names none takes the same part of all. Pure.
 *
 * @param byLine what is left of each line, 0 to 1; {@link EarnedPoints#SHIPPING} is shipping
 * @param whole what is left of all together, 0 to 1
 */
record OrderRemainder(Map<Integer, BigDecimal> byLine, BigDecimal whole) {

    private static final int DIGITS = 12;

    /** A line as it is paid for. */
    private record Part(int line, String sku, BigDecimal paid) {}

    /**
     * @param order with its lines
     * @param refunds of it, in any order
     * @param paidWithPoints what of the total was paid with points, which no refund pays back in money
     */
    static OrderRemainder of(Order order, List<Refund> refunds, BigDecimal paidWithPoints) {
        if (!order.stands()) {
            return gone(order);
        }
        if (order.total() == null || order.total().signum() <= 0 || refunds.isEmpty()) {
            return new OrderRemainder(Map.of(), BigDecimal.ONE);
        }
        BigDecimal money = order.total().subtract(paidWithPoints).max(BigDecimal.ZERO);
        List<Part> parts = parts(order, money);
        Map<Integer, BigDecimal> left = new LinkedHashMap<>();
        parts.forEach(part -> left.put(part.line(), part.paid()));
        BigDecimal ofAll = BigDecimal.ZERO;
        for (Refund refund : refunds) {
            if (!refund.currency().equals(order.currency())) {
                continue;
            }
            if (refund.items().isEmpty()) {
                ofAll = ofAll.add(refund.total());
                continue;
            }
            BigDecimal beyond = refund.total();
            for (Refund.Item item : refund.items()) {
                beyond = beyond.subtract(item.amount());
                BigDecimal open = item.amount();
                for (Part part : parts) {
                    if (part.line() != EarnedPoints.SHIPPING && part.sku().equals(item.sku())) {
                        open = open.subtract(take(left, part.line(), open));
                    }
                }
            }
            take(left, EarnedPoints.SHIPPING, beyond.max(BigDecimal.ZERO));
        }
        BigDecimal kept = ofAll.signum() == 0 ? BigDecimal.ONE : BigDecimal.ONE.subtract(part(ofAll, money));
        Map<Integer, BigDecimal> byLine = new LinkedHashMap<>();
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal rest = BigDecimal.ZERO;
        for (Part part : parts) {
            byLine.put(part.line(), part(left.get(part.line()), part.paid()).multiply(kept));
            sum = sum.add(part.paid());
            rest = rest.add(left.get(part.line()));
        }
        return new OrderRemainder(byLine, part(rest, sum).multiply(kept));
    }

    private static OrderRemainder gone(Order order) {
        Map<Integer, BigDecimal> none = new LinkedHashMap<>();
        for (int line = 0; line <= order.items().size(); line++) {
            none.put(line, BigDecimal.ZERO);
        }
        return new OrderRemainder(none, BigDecimal.ZERO);
    }

    private static List<Part> parts(Order order, BigDecimal money) {
        BigDecimal shipping = order.shipping() == null ? BigDecimal.ZERO : order.shipping();
        BigDecimal articles = order.total().subtract(shipping).max(BigDecimal.ZERO);
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
                            : scaled(
                                    EarnedPoints.price(item),
                                    articles.multiply(money),
                                    prices.multiply(order.total()))));
        }
        parts.add(new Part(EarnedPoints.SHIPPING, "", scaled(shipping, money, order.total())));
        return parts;
    }

    private static BigDecimal scaled(BigDecimal amount, BigDecimal by, BigDecimal of) {
        return amount.multiply(by).divide(of, DIGITS, RoundingMode.HALF_UP);
    }

    private static BigDecimal take(Map<Integer, BigDecimal> left, int line, BigDecimal most) {
        BigDecimal taken = most.min(left.get(line));
        left.put(line, left.get(line).subtract(taken));
        return taken;
    }

    /** @return what part of an amount another is; of nothing all is left */
    private static BigDecimal part(BigDecimal amount, BigDecimal of) {
        if (of.signum() == 0) {
            return amount.signum() == 0 ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        return amount.divide(of, DIGITS, RoundingMode.HALF_UP).min(BigDecimal.ONE);
    }
}
