package io.rapport.customer.internal;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An order that refunds are judged by: whether they are of its currency, of its articles, and no more than was paid. Pure.
 *
 * @param id the shop's order number
 * @param currency ISO 4217
 * @param total what the customer pays
 * @param skus its articles; none if its lines are not known
 */
record RefundedOrder(String id, String currency, BigDecimal total, Set<String> skus) {

    /**
     * A refund.
     *
     * @param skus its articles; none if it names none
     */
    record PaidBack(String id, String currency, BigDecimal total, List<String> skus) {

        boolean isSame(PaidBack other) {
            return currency.equals(other.currency) && total.compareTo(other.total) == 0 && skus.equals(other.skus);
        }
    }

    /**
     * Judges a refund.
     *
     * @param refund one more
     * @param known those that were taken before, by their ids
     * @return why it cannot be one of the order, and what to send instead; empty if it can
     */
    Optional<String> fault(PaidBack refund, Map<String, PaidBack> known) {
        PaidBack same = known.get(refund.id());
        if (same != null) {
            return same.isSame(refund)
                    ? Optional.empty()
                    : Optional.of(
                            "a refund of order:" + id + " is known by this refundId already, with another currency,"
                                    + " total or items: send each refund under a refundId of its own");
        }
        if (!refund.currency().equals(currency)) {
            return Optional.of("order:" + id + " was placed in " + currency + ", and the refund is in "
                    + refund.currency() + ": send it in the order's currency");
        }
        BigDecimal left =
                total.subtract(known.values().stream().map(PaidBack::total).reduce(BigDecimal.ZERO, BigDecimal::add));
        if (refund.total().compareTo(left) > 0) {
            return Optional.of("the refund is more than is left of order:" + id + " to pay back ("
                    + left.max(BigDecimal.ZERO).toPlainString() + " " + currency
                    + "): send what was paid back of this order alone, each refund once");
        }
        if (!skus.isEmpty()) {
            return refund.skus().stream()
                    .filter(sku -> !skus.contains(sku))
                    .findFirst()
                    .map(sku -> "order:" + id + " has no article " + sku
                            + ": name articles as the order does, or leave out" + " the items of the refund");
        }
        return Optional.empty();
    }

    RefundedOrder with(Set<String> articles) {
        return new RefundedOrder(id, currency, total, articles);
    }
}
