package io.rapport.customer.internal;

import io.rapport.inbox.Event;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An order without its lines, as its {@code order.placed} says it is, or as the table has it. Pure.
 *
 * @param id the shop's order number
 * @param placed whether it is known by more than what happened to it; if not, there are no amounts
 * @param currency ISO 4217
 * @param total what the customer pays, in units of the currency, as are the other amounts; null is nothing
 */
record PlacedOrder(
        String id,
        boolean placed,
        String currency,
        BigDecimal total,
        BigDecimal shipping,
        BigDecimal tax,
        BigDecimal discount) {

    /** @param placed an {@code order.placed} */
    static PlacedOrder of(Event placed) {
        return new PlacedOrder(
                OrderEvents.orderId(placed),
                true,
                placed.text("currency"),
                OrderEvents.amount(placed, "total"),
                OrderEvents.amount(placed, "shipping"),
                OrderEvents.amount(placed, "tax"),
                OrderEvents.amount(placed, "discount"));
    }

    /** @return the fields in which another is not the same order; an amount that is not named is nothing */
    List<String> otherThan(PlacedOrder another) {
        List<String> other = new ArrayList<>();
        if (!another.currency.equals(currency)) {
            other.add("currency");
        }
        Map<String, BigDecimal> others = another.amounts();
        amounts().forEach((field, amount) -> {
            if (amount.compareTo(others.get(field)) != 0) {
                other.add(field);
            }
        });
        return other;
    }

    private Map<String, BigDecimal> amounts() {
        Map<String, BigDecimal> amounts = new LinkedHashMap<>();
        amounts.put("total", orZero(total));
        amounts.put("shipping", orZero(shipping));
        amounts.put("tax", orZero(tax));
        amounts.put("discount", orZero(discount));
        return amounts;
    }

    /** @return what its refunds are judged by, but its articles */
    RefundedOrder toJudge() {
        return new RefundedOrder(id, currency, total, orZero(shipping), orZero(tax), Map.of());
    }

    private static BigDecimal orZero(BigDecimal amount) {
        return amount == null ? BigDecimal.ZERO : amount;
    }
}
