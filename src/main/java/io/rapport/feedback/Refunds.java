package io.rapport.feedback;

import java.math.BigDecimal;

/**
 * What of an order's payment is refunded already, or may be, in the order's currency; 0 for nothing.
 *
 * @param own refunds that the customer accepted on the complaint at hand
 * @param beside refunds accepted, offered or proposed on other complaints about the order
 */
public record Refunds(BigDecimal own, BigDecimal beside) {

    /** @return both together */
    public BigDecimal total() {
        return own.add(beside);
    }

    /**
     * @param paid for the order
     * @return what may be refunded still, never less than 0
     */
    public BigDecimal left(BigDecimal paid) {
        return paid.subtract(total()).max(BigDecimal.ZERO);
    }
}
