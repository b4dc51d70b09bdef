package io.rapport.customer;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * An order as it is known by events. Fields of events that have not come yet are {@code null}.
 *
 * @param id the shop's order number
 * @param customerId who ordered
 * @param currency ISO 4217
 * @param total what the customer pays
 * @param shipping what of it is for bringing and packing, if the prices do not hold it
 * @param tax what of it is tax, if the prices do not hold it
 * @param discount what was taken off
 * @param placedAt when it was placed
 * @param shippedAt when it was handed to the carrier
 * @param expectedOn the day on which it should arrive, as the newest fact has it
 * @param carrier who brings it
 * @param tracking the carrier's number of it
 * @param deliveredAt when it arrived
 * @param returnedAt when it was sent back
 * @param cancelledAt when it was called off
 * @param calledOff what ended it, {@code returned} or {@code cancelled}: the first of the two that came in
 * @param paidBack whether all that it cost was paid back
 * @param items its lines
 */
public record Order(
        String id,
        String customerId,
        String currency,
        BigDecimal total,
        BigDecimal shipping,
        BigDecimal tax,
        BigDecimal discount,
        Instant placedAt,
        Instant shippedAt,
        LocalDate expectedOn,
        String carrier,
        String tracking,
        Instant deliveredAt,
        Instant returnedAt,
        Instant cancelledAt,
        String calledOff,
        boolean paidBack,
        List<Item> items) {

    /**
     * A line of an order.
     *
     * @param sku the shop's article number
     * @param name as the customer knows it
     * @param quantity pieces, 1 or more
     * @param price of one piece, in the order's currency
     */
    public record Item(String sku, String name, int quantity, BigDecimal price) {}

    /** @return how far it has come: {@code placed}, {@code shipped}, {@code delivered}, {@code returned} or {@code cancelled} */
    public String state() {
        if (cancelledAt != null) {
            return "cancelled";
        }
        if (returnedAt != null) {
            return "returned";
        }
        return deliveredAt != null ? "delivered" : shippedAt != null ? "shipped" : "placed";
    }

    /** @return whether the order is neither returned nor cancelled, nor paid back as a whole */
    public boolean stands() {
        return returnedAt == null && cancelledAt == null && !paidBack;
    }
}
