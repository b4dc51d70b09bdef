package io.rapport.customer;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * What was paid back of an order, whole or in part.
 *
 * @param refundId the shop's number of it, by which it counts once for its order
 * @param refundedAt when it was paid back
 * @param currency ISO 4217
 * @param total in units of the currency
 * @param items of which articles; empty if the shop does not say
 */
public record Refund(String refundId, Instant refundedAt, String currency, BigDecimal total, List<Item> items) {

    /**
     * An article that was sent back.
     *
     * @param sku the shop's article number
     * @param quantity pieces, 1 or more
     * @param amount what was paid back for them
     */
    public record Item(String sku, int quantity, BigDecimal amount) {}
}
