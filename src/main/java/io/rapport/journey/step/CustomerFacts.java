package io.rapport.journey.step;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerValue;
import io.rapport.customer.Customers;
import io.rapport.customer.Orders;
import io.rapport.desk.CustomerTasks;
import io.rapport.feedback.Complaints;
import io.rapport.lifecycle.Relationship;
import io.rapport.lifecycle.Relationships;
import io.rapport.loyalty.LastDays;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.loyalty.LoyaltyStatements;
import io.rapport.loyalty.Referrals;
import io.rapport.value.CustomerScore;
import io.rapport.value.ValueScores;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Date;

/** What expressions may ask about a customer. All methods take the bare id. */
@Facts("customerFacts")
public final class CustomerFacts {

    private final Customers customers;
    private final Orders orders;
    private final OrderProducts products;
    private final CustomerValue values;
    private final LoyaltyLedger ledger;
    private final LoyaltyStatements statements;
    private final LastDays days;
    private final Referrals referrals;
    private final Complaints complaints;
    private final Relationships relationships;
    private final ValueScores scores;
    private final CustomerTasks tasks;
    private final BusinessClock clock;

    CustomerFacts(
            Customers customers,
            Orders orders,
            OrderProducts products,
            CustomerValue values,
            LoyaltyLedger ledger,
            LoyaltyStatements statements,
            LastDays days,
            Referrals referrals,
            Complaints complaints,
            Relationships relationships,
            ValueScores scores,
            CustomerTasks tasks,
            BusinessClock clock) {
        this.customers = customers;
        this.orders = orders;
        this.products = products;
        this.values = values;
        this.ledger = ledger;
        this.statements = statements;
        this.days = days;
        this.referrals = referrals;
        this.complaints = complaints;
        this.relationships = relationships;
        this.scores = scores;
        this.tasks = tasks;
        this.clock = clock;
    }

    /**
     * @param customerId bare id
     * @return whether the e-mail address on file is confirmed
     */
    public boolean confirmed(String customerId) {
        return customers
                .find(customerId)
                .map(customer -> customer.confirmedAt() != null)
                .orElse(false);
    }

    /**
     * @param customerId bare id
     * @return whether name, phone and birthday are known
     */
    public boolean profileComplete(String customerId) {
        return customers.find(customerId).map(Customer::isComplete).orElse(false);
    }

    /**
     * @param customerId bare id
     * @return the attribute {@code segment}, or "" if unknown
     */
    public String segment(String customerId) {
        return attribute(customerId, "segment") instanceof String text ? text : "";
    }

    /**
     * @param customerId bare id
     * @return the attribute {@code expectedOrders}: orders a year, 0 if unknown
     */
    public int expectedOrders(String customerId) {
        return attribute(customerId, "expectedOrders") instanceof Number number ? number.intValue() : 0;
    }

    /**
     * @param customerId bare id
     * @return whether another customer sent them: by the attribute {@code referred}, or by a referral code
     */
    public boolean referred(String customerId) {
        return Boolean.TRUE.equals(attribute(customerId, "referred")) || referrals.isReferred(customerId);
    }

    private Object attribute(String customerId, String name) {
        return customers
                .find(customerId)
                .map(customer -> customer.attributes().get(name))
                .orElse(null);
    }

    /**
     * @param customerId bare id
     * @return whether the customer ever placed an order, whatever became of it: who waits for an order counts each, too
     */
    public boolean ordered(String customerId) {
        return orders.isAnyPlaced(customerId);
    }

    /**
     * @param customerId bare id
     * @return how many orders stand
     */
    public int orderCount(String customerId) {
        return orders.countStanding(customerId);
    }

    /**
     * @param customerId bare id
     * @return of the newest order that stands, the article that customers buy again soonest, as the shop's own orders say; else
     *     the one of which most was bought, of equals the cheapest; empty without such an order
     */
    public String product(String customerId) {
        return orders.latestStanding(customerId).map(products::of).orElse("");
    }

    /**
     * @param customerId bare id
     * @return total of the orders of the last twelve months that stand, in the currency that the company uses
     */
    public double value(String customerId) {
        return values.lastTwelveMonths(customerId).total().doubleValue();
    }

    /**
     * @param customerId bare id
     * @return total of all orders that the customer ever placed and that stand, in the currency that the company uses; less than
     *     that by what there is no rate for
     */
    public double spent(String customerId) {
        return values.ever(customerId).stream()
                .map(CustomerValue.BoughtAt::worth)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
    }

    /**
     * @param customerId bare id
     * @return the fifth in which the customer is by what they are expected to spend, 1 to 5, 5 is best; 0 without orders
     */
    public int valueClass(String customerId) {
        return scores.find(customerId).map(CustomerScore::valueClass).orElse(0);
    }

    /**
     * @param customerId bare id
     * @return whether it is known why the customer lapsed
     */
    public boolean lapseReasonKnown(String customerId) {
        return customers.isLapseReasonKnown(customerId);
    }

    /**
     * @param customerId bare id
     * @return the first moment of the last day of the points that expire soon, where the customer lives; null if none do
     */
    public Date pointsLastDay(String customerId) {
        return begin(customerId, statements.standing(customerId).lastDay());
    }

    /**
     * @param customerId bare id
     * @return the first moment of the last day before the level is reviewed, where the customer lives; null if there is none
     */
    public Date levelLastDay(String customerId) {
        LocalDate reviewOn = statements.standing(customerId).reviewOn();
        return begin(customerId, reviewOn == null ? null : reviewOn.minusDays(1));
    }

    private Date begin(String customerId, LocalDate lastDay) {
        return lastDay == null ? null : Date.from(days.begin(customerId, lastDay));
    }

    /**
     * @param customerId bare id
     * @return the balance of loyalty points
     */
    public int points(String customerId) {
        return ledger.points(customerId);
    }

    /**
     * @param customerId bare id
     * @return the customer's level in the loyalty programme, as the table {@code loyalty-level} names it; "" if there is none
     */
    public String loyaltyLevel(String customerId) {
        return ledger.level(customerId).orElse("");
    }

    /**
     * @param customerId bare id
     * @return whether a complaint of the customer is open
     */
    public boolean openComplaint(String customerId) {
        return complaints.isOpen(customerId);
    }

    /**
     * @param customerId bare id
     * @param task id of a user task in its model, such as {@code win-back-call}
     * @param days back from now, of 24 hours each
     * @return whether such a task about the customer is open, or was done within so many days: so that two people do not call
     *     the same customer in the same days
     */
    public boolean taskWithin(String customerId, String task, int days) {
        return tasks.isOpenOrDoneSince(customerId, task, clock.instant().minus(Duration.ofDays(days)));
    }

    /**
     * @param customerId bare id
     * @return how close the customer is: intimate, face-to-face, brand or distant; "" until that is known
     */
    public String tier(String customerId) {
        return relationships.find(customerId).map(Relationship::tier).orElse("");
    }

    /**
     * @param customerId bare id
     * @return how far along the customer is: prospect, new, active, at-risk, lapsed or won-back; "" until that is known
     */
    public String stage(String customerId) {
        return relationships.find(customerId).map(Relationship::stage).orElse("");
    }
}
