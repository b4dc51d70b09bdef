package io.rapport.app.demo;

import io.rapport.app.demo.Assortment.Piece;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An order of a customer of before.
 *
 * @param number what the shop calls it, rising with time; the recording has numbers of its own
 * @param cancelledAt {@code null}: not by the end
 * @param shippedAt {@code null}: not by the end
 * @param deliveredAt {@code null}: not by the end
 * @param returnedAt {@code null}: not by the end
 * @param withPoints whether some of it is paid with points, where the programme has begun
 * @param score what the customer answers to the survey; 0: nothing
 * @param answeredAt when
 */
record Purchase(
        String number,
        Regular customer,
        Instant placedAt,
        Instant cancelledAt,
        Instant shippedAt,
        Instant deliveredAt,
        Instant returnedAt,
        List<Piece> pieces,
        boolean withPoints,
        int score,
        Instant answeredAt) {

    BigDecimal total() {
        return pieces.stream().map(Piece::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /**
     * @param opened when the shop begins with Rapport
     * @return whether it is settled by then, and comes in by a file; what is under way comes by events, for which journeys wait
     */
    boolean isInBooks(Instant opened) {
        Instant settled = cancelledAt == null ? deliveredAt : cancelledAt;
        return settled != null && settled.isBefore(opened);
    }

    Purchase numbered(String number) {
        return new Purchase(
                number,
                customer,
                placedAt,
                cancelledAt,
                shippedAt,
                deliveredAt,
                returnedAt,
                pieces,
                withPoints,
                score,
                answeredAt);
    }
}
