package io.rapport.loyalty;

import io.rapport.customer.Order;
import io.rapport.loyalty.LoyaltyRules.Earning;
import io.rapport.loyalty.LoyaltyRules.EarningQuestion;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What an order earns by its lines: exact points, which become whole ones as a sum. What a line costs is its part of what
 * the customer pays: a discount, and what is paid with points, is spread over all lines; tax that the prices do not hold
 * earns nothing. Pure.
 *
 * @param byLine points by the number of the line; 0 is shipping
 * @param months for which they can be used; {@code null}: they stay
 */
record EarnedPoints(Map<Integer, BigDecimal> byLine, Integer months) {

    /** The number of what is no line: shipping. */
    static final int SHIPPING = 0;

    private static final int DIGITS = 6;
    private static final int DIGITS_ON_THE_WAY = 16;

    /**
     * @param order with its lines
     * @param worth its total in the company's currency
     * @param paidWithPoints what of the total was paid with points, in the order's currency
     * @param level of the customer; empty for none yet
     * @param day on which it was placed
     * @param rules what each line earns
     */
    static EarnedPoints of(
            Order order,
            BigDecimal worth,
            BigDecimal paidWithPoints,
            String level,
            LocalDate day,
            Function<EarningQuestion, Earning> rules) {
        BigDecimal total = order.total();
        if (total.signum() <= 0) {
            return new EarnedPoints(Map.of(), null);
        }
        BigDecimal kept = total.subtract(paidWithPoints).max(BigDecimal.ZERO);
        BigDecimal shipping = shipping(order);
        BigDecimal articles =
                total.subtract(shipping).subtract(orZero(order.tax())).max(BigDecimal.ZERO);
        BigDecimal prices = order.items().stream().map(EarnedPoints::price).reduce(BigDecimal.ZERO, BigDecimal::add);

        Map<Integer, BigDecimal> points = new LinkedHashMap<>();
        Map<String, List<Integer>> linesOfRule = new HashMap<>();
        Map<String, Earning> earnings = new LinkedHashMap<>();
        List<Part> parts = new ArrayList<>();
        int number = 0;
        for (Order.Item item : order.items()) {
            number++;
            if (prices.signum() > 0) {
                parts.add(new Part(
                        number,
                        new EarningQuestion("article", item.sku(), level, day),
                        price(item).multiply(articles).divide(prices, DIGITS_ON_THE_WAY, RoundingMode.HALF_UP)));
            }
        }
        if (shipping.signum() > 0) {
            parts.add(new Part(SHIPPING, new EarningQuestion("shipping", "", level, day), shipping));
        }
        for (Part part : parts) {
            Earning earning = rules.apply(part.question());
            earnings.merge(earning.rule(), earning, EarnedPoints::larger);
            linesOfRule
                    .computeIfAbsent(earning.rule(), any -> new ArrayList<>())
                    .add(part.line());
            points.put(
                    part.line(),
                    earning.points()
                            .multiply(part.amount())
                            .multiply(worth)
                            .multiply(kept)
                            .divide(total.multiply(total), DIGITS, RoundingMode.HALF_UP));
        }
        earnings.forEach((rule, earning) -> cap(points, linesOfRule.get(rule), earning.most()));
        return new EarnedPoints(points, months(earnings.values(), points, linesOfRule));
    }

    private record Part(int line, EarningQuestion question, BigDecimal amount) {}

    /** The same rule by two rows: the larger cap and the longer time count. */
    private static Earning larger(Earning one, Earning other) {
        return new Earning(
                one.rule(), one.points(), larger(one.most(), other.most()), larger(one.months(), other.months()));
    }

    private static Integer larger(Integer one, Integer other) {
        return one == null || other == null ? null : Integer.valueOf(Math.max(one, other));
    }

    private static void cap(Map<Integer, BigDecimal> points, List<Integer> lines, Integer most) {
        BigDecimal sum = lines.stream().map(points::get).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (most != null && sum.compareTo(BigDecimal.valueOf(most)) > 0) {
            lines.forEach(line -> points.compute(line, (any, exact) -> exact.multiply(BigDecimal.valueOf(most))
                    .divide(sum, DIGITS, RoundingMode.HALF_UP)));
        }
    }

    private static Integer months(
            Iterable<Earning> earnings, Map<Integer, BigDecimal> points, Map<String, List<Integer>> linesOfRule) {
        Integer longest = 0;
        for (Earning earning : earnings) {
            boolean gives = linesOfRule.get(earning.rule()).stream()
                    .anyMatch(line -> points.get(line).signum() > 0);
            if (gives) {
                longest = larger(longest, earning.months());
            }
        }
        return Objects.equals(longest, 0) ? null : longest;
    }

    /**
     * What is left of the points when a part of the order is.
     *
     * @param byLine exact points
     * @param left what is left of each line, 0 to 1; a line that is not named is there as a whole
     * @return whole points
     */
    static int whole(Map<Integer, BigDecimal> byLine, Map<Integer, BigDecimal> left) {
        return whole(
                byLine.entrySet().stream()
                        .map(line -> line.getValue().multiply(left.getOrDefault(line.getKey(), BigDecimal.ONE)))
                        .reduce(BigDecimal.ZERO, BigDecimal::add),
                RoundingMode.FLOOR);
    }

    /** @return whole points; what three thirds come to is one, and is no more than that */
    static int whole(BigDecimal points, RoundingMode rounding) {
        return points.setScale(DIGITS - 2, RoundingMode.HALF_UP)
                .setScale(0, rounding)
                .intValueExact();
    }

    /** @return the first day on which points of a day can no longer be used: they end with a month */
    static LocalDate expiresOn(LocalDate day, Integer months) {
        return months == null ? null : day.plusMonths(months).withDayOfMonth(1).plusMonths(1);
    }

    /** @return what all pieces of a line cost */
    static BigDecimal price(Order.Item item) {
        return item.price().multiply(BigDecimal.valueOf(item.quantity()));
    }

    /** @return what of the total is for bringing; a discount may be of that, too, so that it is all of the total at the most */
    static BigDecimal shipping(Order order) {
        return orZero(order.shipping()).min(order.total());
    }

    private static BigDecimal orZero(BigDecimal amount) {
        return amount == null ? BigDecimal.ZERO : amount;
    }
}
