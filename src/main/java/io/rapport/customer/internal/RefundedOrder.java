package io.rapport.customer.internal;

import io.rapport.customer.Currencies;
import io.rapport.customer.Refund;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An order that refunds are judged by: whether they are of its currency and its articles, of no more pieces than were bought,
 * and no more than was paid, for each piece as for all. Pure.
 *
 * @param id the shop's order number
 * @param currency ISO 4217
 * @param total what the customer pays
 * @param shipping what of it is for bringing
 * @param tax what of it is tax that no price holds
 * @param articles what was bought, by article; none if the lines are not known
 */
record RefundedOrder(
        String id,
        String currency,
        BigDecimal total,
        BigDecimal shipping,
        BigDecimal tax,
        Map<String, Bought> articles) {

    private static final BigDecimal HALF = new BigDecimal("0.5");

    /** So exact is what a piece of a line cost; what is refunded is rounded far above. */
    private static final int DIGITS = 12;

    /**
     * Pieces of an article.
     *
     * @param count how many
     * @param cost what all of them cost, in units of the currency
     */
    record Pieces(long count, BigDecimal cost) {

        Pieces plus(Pieces more) {
            return new Pieces(count + more.count, cost.add(more.cost));
        }

        /** @return what each cost */
        private BigDecimal each() {
            return count == 0 ? BigDecimal.ZERO : cost.divide(BigDecimal.valueOf(count), DIGITS, RoundingMode.HALF_UP);
        }
    }

    /**
     * An article of an order, which may cost more in one line than in another.
     *
     * @param lines in which it was bought, that with the dearest pieces first
     */
    record Bought(List<Pieces> lines) {

        Bought {
            lines = lines.stream()
                    .sorted(Comparator.comparing(Pieces::each).reversed())
                    .toList();
        }

        long count() {
            return lines.stream().mapToLong(Pieces::count).sum();
        }

        BigDecimal cost() {
            return lines.stream().map(Pieces::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        /** @return what so many pieces cost at the most: a refund does not say of which line they are */
        BigDecimal dearest(long pieces) {
            BigDecimal cost = BigDecimal.ZERO;
            long open = pieces;
            for (Pieces line : lines) {
                long of = Math.min(open, line.count());
                cost = cost.add(of == line.count() ? line.cost() : line.each().multiply(BigDecimal.valueOf(of)));
                open -= of;
            }
            return cost;
        }
    }

    /**
     * Judges a refund.
     *
     * @param refund one more
     * @param known those that were taken before
     * @return why it cannot be one of the order, and what to send instead; empty if it can
     */
    Optional<String> fault(Refund refund, Collection<Refund> known) {
        Optional<Refund> same = known.stream()
                .filter(other -> other.refundId().equals(refund.refundId()))
                .findFirst();
        if (same.isPresent()) {
            return isSame(refund, same.get())
                    ? Optional.empty()
                    : Optional.of(
                            "a refund of order:" + id + " is known by this refundId already, with another currency,"
                                    + " total or items: send each refund under a refundId of its own");
        }
        if (!refund.currency().equals(currency)) {
            return Optional.of("order:" + id + " was placed in " + currency + ", and the refund is in "
                    + refund.currency() + ": send it in the order's currency");
        }
        BigDecimal left = total.subtract(known.stream().map(Refund::total).reduce(BigDecimal.ZERO, BigDecimal::add));
        if (refund.total().compareTo(left) > 0) {
            return Optional.of("the refund is more than is left of order:" + id + " to pay back ("
                    + left.max(BigDecimal.ZERO).toPlainString() + " " + currency
                    + "): send what was paid back of this order alone, each refund once");
        }
        return articles.isEmpty() ? Optional.empty() : faultOfItems(refund.items(), known);
    }

    private Optional<String> faultOfItems(List<Refund.Item> items, Collection<Refund> known) {
        Map<String, Pieces> back = new HashMap<>();
        known.forEach(refund -> refund.items().forEach(item -> add(back, item)));
        for (Refund.Item item : items) {
            Bought bought = articles.get(item.sku());
            if (bought == null) {
                return Optional.of("order:" + id + " has no article " + item.sku()
                        + ": name articles as the order does, or leave out the items of the refund");
            }
            Pieces all = add(back, item);
            if (all.count() > bought.count()) {
                return Optional.of("the refund has " + item.quantity() + " pieces of " + item.sku() + ", and "
                        + Math.max(0, bought.count() - all.count() + item.quantity()) + " of order:" + id
                        + " are left to pay back: name the pieces that are paid back now, each once, or leave out the"
                        + " items of the refund");
            }
            // by itself, and with what was paid back before: else one piece could take the price of another
            BigDecimal most = bought.dearest(item.quantity())
                    .min(bought.dearest(all.count()).subtract(all.cost()).add(item.amount()))
                    .add(besidePrices());
            if (item.amount().compareTo(most.add(rounding(all))) > 0) {
                return Optional.of("the refund pays " + item.amount().toPlainString() + " " + currency + " for "
                        + item.quantity() + " pieces of " + item.sku() + ", and at most "
                        + inUnits(most).toPlainString() + " of what these cost in order:" + id
                        + " can be paid back: send what was paid back for these pieces, each amount once, or leave out the"
                        + " items of the refund");
            }
        }
        return Optional.empty();
    }

    private static Pieces add(Map<String, Pieces> back, Refund.Item item) {
        return back.merge(item.sku(), new Pieces(item.quantity(), item.amount()), Pieces::plus);
    }

    /** The price of one piece is rounded, as with the order's total. */
    private BigDecimal rounding(Pieces pieces) {
        return HALF.multiply(Currencies.units(BigDecimal.valueOf(pieces.count()), currency));
    }

    private BigDecimal inUnits(BigDecimal amount) {
        return amount.max(BigDecimal.ZERO).setScale(Math.max(0, Currencies.decimals(currency)), RoundingMode.HALF_UP);
    }

    private static boolean isSame(Refund one, Refund other) {
        return one.currency().equals(other.currency())
                && one.total().compareTo(other.total()) == 0
                && plain(one.items()).equals(plain(other.items()));
    }

    private static List<Refund.Item> plain(List<Refund.Item> items) {
        return items.stream()
                .map(item -> new Refund.Item(
                        item.sku(), item.quantity(), item.amount().stripTrailingZeros()))
                .toList();
    }

    /** Tax may be paid back with any line; a file may not say that there is any. */
    private BigDecimal besidePrices() {
        BigDecimal prices = articles.values().stream().map(Bought::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
        return tax.max(total.subtract(shipping).subtract(prices));
    }

    RefundedOrder with(Map<String, Bought> bought) {
        return new RefundedOrder(id, currency, total, shipping, tax, bought);
    }
}
