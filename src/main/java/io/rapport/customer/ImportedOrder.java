package io.rapport.customer;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An order as a file has it. What the file does not say is {@code null}.
 *
 * @param n number of its first row, by which it is spoken of
 * @param id the shop's order number
 * @param customerId who ordered; {@code null} if the file says it by the address alone
 * @param email the customer's address
 * @param currency ISO 4217
 * @param total in units of the currency
 * @param refunded what was paid back of it by now, in all
 * @param refundedAt when
 * @param lines what was ordered; empty if the file does not say
 */
public record ImportedOrder(
        long n,
        String id,
        String customerId,
        String email,
        String currency,
        BigDecimal total,
        BigDecimal shipping,
        BigDecimal tax,
        BigDecimal discount,
        Instant placedAt,
        Instant shippedAt,
        Instant deliveredAt,
        Instant returnedAt,
        Instant cancelledAt,
        BigDecimal refunded,
        Instant refundedAt,
        List<Line> lines) {

    /**
     * A line of an order.
     *
     * @param name {@code null}: as the sku
     * @param price of one piece, in units of the currency
     * @param amountMinor what the line costs, in whole smallest units
     */
    public record Line(String sku, String name, int quantity, BigDecimal price, long amountMinor) {}
}
