package io.rapport.loyalty;

import io.rapport.customer.ExchangeRates;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.loyalty.LedgerTable.NewEntry;
import io.rapport.loyalty.LedgerTable.OfOrder;
import io.rapport.loyalty.LoyaltyRules.Level;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What an order earns by the rules, and what the ledger must still say of it once a part of it is gone. Locks and transactions
 * are those of {@link LoyaltyLedger}.
 */
@Component
final class OrderPoints {

    private static final Logger LOG = LoggerFactory.getLogger(OrderPoints.class);
    private static final String ORDER = "order:";

    private final LedgerTable ledger;
    private final RedemptionTable redemptions;
    private final LoyaltyRules rules;
    private final Orders orders;
    private final ExchangeRates rates;
    private final LoyaltyTerms terms;

    OrderPoints(
            LedgerTable ledger,
            RedemptionTable redemptions,
            LoyaltyRules rules,
            Orders orders,
            ExchangeRates rates,
            LoyaltyTerms terms) {
        this.ledger = ledger;
        this.redemptions = redemptions;
        this.rules = rules;
        this.orders = orders;
        this.rates = rates;
        this.terms = terms;
    }

    /** @return whether the order has earned already, whatever was taken back of it since */
    boolean isEarned(String orderId) {
        return ledger.has("earn", ORDER + orderId);
    }

    /**
     * @return what is left of an order's total, in the company's currency by the rate of the order's day; empty without a rate,
     *     which the log says
     */
    Optional<BigDecimal> worth(Order order) {
        Optional<BigDecimal> worth = rates.reported(order.total(), order.currency(), order.placedAt());
        if (worth.isEmpty()) {
            LOG.warn(
                    "Order {} earns no points: there is no rate of {} for its day; add it to the exchange rates",
                    order.id(),
                    order.currency());
        }
        return worth;
    }

    /**
     * Writes what an order earns; once an order, as {@link #isEarned} says, and under the lock of the account.
     *
     * @param worth of the order
     * @param level of the customer at that moment
     * @param at the moment at which it is earned
     * @return what was written
     */
    NewEntry earn(Order order, BigDecimal worth, Optional<Level> level, Instant at) {
        EarnedPoints earned = EarnedPoints.of(
                order,
                worth,
                paidWithPoints(order),
                level.map(Level::name).orElse(""),
                terms.day(order.placedAt()),
                rules::earning);
        ledger.addLines(order.id(), earned.byLine());
        int points = EarnedPoints.whole(earned.byLine(), remainder(order).byLine());
        LocalDate expiresOn = EarnedPoints.expiresOn(terms.day(at), earned.months());
        NewEntry entry =
                new NewEntry(order.customerId(), order.id(), null, "earn", ORDER + order.id(), null, points, expiresOn);
        ledger.add(List.of(entry), at);
        return entry;
    }

    /**
     * @return what of an order's total is paid with points, in its currency. What a till said in another one, before it was
     *     known in which the order is, counts by the rate of the order's day; without a rate nothing is left that could earn
     */
    private BigDecimal paidWithPoints(Order order) {
        BigDecimal paid = BigDecimal.ZERO;
        for (Redemption redemption : redemptions.confirmedFor(order.id())) {
            if (redemption.paid() == null) {
                continue;
            }
            Optional<BigDecimal> inItsCurrency =
                    rates.converted(redemption.paid(), redemption.currency(), order.currency(), order.placedAt());
            if (inItsCurrency.isEmpty()) {
                LOG.warn(
                        "Order {} earns no points: a part was paid with points and is known in {} alone, and there is no"
                                + " rate between that and {} for its day; add it to the exchange rates",
                        order.id(),
                        redemption.currency(),
                        order.currency());
                return order.total();
            }
            paid = paid.add(inItsCurrency.get());
        }
        return paid;
    }

    /**
     * @param takeBack whether nothing is to be left of what the order earned, though it stands
     * @return what the ledger must still say so that it fits what is left of the order; nothing if it does
     */
    List<NewEntry> missing(String orderId, boolean takeBack) {
        Optional<Order> known = orders.find(orderId);
        if (known.isEmpty()) {
            return takeBack ? takenBack(orderId, Map.of(), BigDecimal.ZERO) : List.of();
        }
        OrderRemainder remainder = remainder(known.get());
        List<NewEntry> entries = new ArrayList<>(
                takeBack
                        ? takenBack(orderId, Map.of(), BigDecimal.ZERO)
                        : takenBack(orderId, remainder.byLine(), remainder.whole()));
        entries.addAll(givenBack(orderId, remainder.whole()));
        return entries;
    }

    private OrderRemainder remainder(Order order) {
        return OrderRemainder.of(order, orders.refunds(order.id()));
    }

    private List<NewEntry> takenBack(String orderId, Map<Integer, BigDecimal> left, BigDecimal whole) {
        List<NewEntry> entries = new ArrayList<>();
        Map<Integer, BigDecimal> lines = whole.signum() == 0 ? Map.of() : ledger.lines(orderId);
        for (OfOrder earned : ledger.ofOrder(orderId)) {
            int target = lines.isEmpty()
                    ? EarnedPoints.whole(BigDecimal.valueOf(earned.earned()).multiply(whole), RoundingMode.FLOOR)
                    : Math.min(earned.earned(), EarnedPoints.whole(lines, left));
            if (target < earned.left()) {
                entries.add(new NewEntry(
                        earned.customerId(),
                        orderId,
                        null,
                        "reverse",
                        target == 0 ? ORDER + orderId : ORDER + orderId + ":" + target,
                        earned.lot(),
                        target - earned.left(),
                        null));
            }
        }
        return entries;
    }

    private List<NewEntry> givenBack(String orderId, BigDecimal whole) {
        List<NewEntry> entries = new ArrayList<>();
        for (Redemption redemption : redemptions.confirmedFor(orderId)) {
            entries.addAll(RedemptionTable.givenBack(ledger, redemption, whole));
        }
        return entries;
    }
}
