package io.rapport.journey.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.ExchangeRates;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.feedback.Complaint;
import io.rapport.lifecycle.Relationship;
import io.rapport.lifecycle.Relationships;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.springframework.stereotype.Component;

/**
 * What may be paid for a complaint, in its currency: the order's, or the one that the company uses. What the lead
 * may approve stands in the table {@value #TABLE}, in the currency that the company uses.
 */
@Component
public final class Compensations {

    static final String TABLE = "compensation-lead-limit";

    private final Orders orders;
    private final ExchangeRates rates;
    private final Relationships relationships;
    private final DecisionTables tables;
    private final BusinessClock clock;

    Compensations(
            Orders orders,
            ExchangeRates rates,
            Relationships relationships,
            DecisionTables tables,
            BusinessClock clock) {
        this.orders = orders;
        this.rates = rates;
        this.relationships = relationships;
        this.tables = tables;
        this.clock = clock;
    }

    /** @return the currency that amounts about the complaint are in, ISO 4217 */
    public String currency(Complaint complaint) {
        return order(complaint).map(Order::currency).orElse(rates.reporting());
    }

    /**
     * @return what the customer paid for the order, in its currency; empty if it is about none, or the order is not known
     *     or another customer's
     */
    public Optional<BigDecimal> paid(Complaint complaint) {
        return order(complaint).map(Order::total);
    }

    /**
     * @param amount in the complaint's currency
     * @return the same in the currency that the company uses; empty if there is no rate
     */
    public Optional<BigDecimal> reported(Complaint complaint, BigDecimal amount) {
        return rates.reported(amount, currency(complaint), clock.instant());
    }

    /**
     * What the table allows the lead to approve.
     *
     * @return in the complaint's currency; empty if there is no rate for it, or the complaint has no severity yet
     */
    Optional<BigDecimal> leadLimit(Complaint complaint) {
        if (complaint.severity() == null) {
            return Optional.empty();
        }
        DmnDecisionTableResult answer = tables.ask(
                TABLE,
                Map.of("severity", complaint.severity(), "reopened", complaint.isReopened(), "tier", tier(complaint)));
        Object limit = answer.size() == 1 ? answer.get(0).get("leadLimit") : null;
        if (!(limit instanceof Number number)) {
            throw new IllegalStateException(
                    "decision table '" + TABLE + "' must give one leadLimit for the severity " + complaint.severity());
        }
        return rates.converted(
                new BigDecimal(number.toString()), rates.reporting(), currency(complaint), clock.instant());
    }

    private String tier(Complaint complaint) {
        return relationships
                .find(complaint.customerId())
                .map(Relationship::tier)
                .orElse("");
    }

    private Optional<Order> order(Complaint complaint) {
        // a complaint may name an order before it is known whose it is
        return Optional.ofNullable(complaint.orderId())
                .flatMap(orders::findWithoutItems)
                .filter(order -> order.customerId().equals(complaint.customerId()))
                .filter(order -> order.currency() != null);
    }
}
