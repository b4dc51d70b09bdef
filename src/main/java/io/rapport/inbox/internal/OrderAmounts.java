package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.inbox.InvalidEvent.Fault;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;

/**
 * What a schema cannot say of an order's amounts: each is a number of whole smallest units of the currency (cents, yen,
 * thousandths of a dinar), and the total is what the items come to with shipping and tax and less what was taken off.
 */
final class OrderAmounts {

    private static final BigDecimal HALF = new BigDecimal("0.5");

    private OrderAmounts() {}

    /**
     * Checks an order.
     *
     * @param order data that fits the schema of {@code order.placed}
     * @return a fault for each amount that cannot be
     */
    static List<Fault> faults(JsonNode order) {
        return DataFormats.currency(order.path("currency").asText())
                .map(currency -> faults(order, currency))
                .orElse(List.of());
    }

    /**
     * Checks a refund.
     *
     * @param refund data that fits the schema of {@code order.refunded}
     * @return a fault for each amount that cannot be
     */
    static List<Fault> refundFaults(JsonNode refund) {
        return DataFormats.currency(refund.path("currency").asText())
                .map(currency -> {
                    List<Fault> faults = new ArrayList<>();
                    checkDigits(refund.path("total"), "/data/total", currency, faults);
                    int line = 0;
                    for (JsonNode item : refund.path("items")) {
                        checkDigits(item.path("amount"), "/data/items/" + line++ + "/amount", currency, faults);
                    }
                    return faults;
                })
                .orElse(List.of());
    }

    private static List<Fault> faults(JsonNode order, Currency currency) {
        List<Fault> faults = new ArrayList<>();
        for (String field : List.of("total", "shipping", "tax", "discount")) {
            checkDigits(order.path(field), "/data/" + field, currency, faults);
        }
        BigDecimal sum = amount(order, "shipping").add(amount(order, "tax")).subtract(amount(order, "discount"));
        BigDecimal pieces = BigDecimal.ZERO;
        int line = 0;
        for (JsonNode item : order.path("items")) {
            checkDigits(item.path("price"), "/data/items/" + line++ + "/price", currency, faults);
            BigDecimal quantity = amount(item, "quantity");
            pieces = pieces.add(quantity);
            sum = sum.add(quantity.multiply(amount(item, "price")));
        }
        // the price of one piece of a line is rounded
        BigDecimal rounding = pieces.multiply(HALF).movePointLeft(currency.getDefaultFractionDigits());
        if (faults.isEmpty() && amount(order, "total").subtract(sum).abs().compareTo(rounding) > 0) {
            faults.add(new Fault(
                    "/data/total",
                    "must be what the items come to (price times quantity), plus shipping and tax, less discount; name"
                            + " what is left in one of these fields"));
        }
        return faults;
    }

    private static BigDecimal amount(JsonNode of, String field) {
        return of.path(field).isNumber() ? of.path(field).decimalValue() : BigDecimal.ZERO;
    }

    private static void checkDigits(JsonNode amount, String pointer, Currency currency, List<Fault> faults) {
        int digits = currency.getDefaultFractionDigits();
        if (amount.isNumber() && amount.decimalValue().stripTrailingZeros().scale() > digits) {
            faults.add(new Fault(
                    pointer,
                    digits == 0
                            ? "must be a whole number: " + currency + " has no smaller unit"
                            : "must have at most " + digits + " decimals, as " + currency + " has"));
        }
    }
}
