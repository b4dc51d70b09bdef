package io.rapport.loyalty;

import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.loyalty.LedgerTable.NewEntry;
import io.rapport.loyalty.Redemption.State;
import io.rapport.loyalty.RedemptionRefused.Reason;
import io.rapport.loyalty.RedemptionTable.Requested;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Paying with points: the till holds them, and confirms or cancels; a hold that it forgets ends by itself. Points that are
 * held are taken from the ledger at once, under the lock of the customer's account, so that two tills never use the same
 * ones; those that come back go to the lots that they came from.
 */
@Component
public final class PointRedemptions {

    private final RedemptionTable table;
    private final LedgerTable ledger;
    private final AccountTable accounts;
    private final LoyaltyLedger points;
    private final Customers customers;
    private final KnownOrders orders;
    private final LoyaltyTerms terms;
    private final TransactionTemplate transaction;

    PointRedemptions(
            RedemptionTable table,
            LedgerTable ledger,
            AccountTable accounts,
            LoyaltyLedger points,
            Customers customers,
            KnownOrders orders,
            LoyaltyTerms terms,
            PlatformTransactionManager transactions) {
        this.table = table;
        this.ledger = ledger;
        this.accounts = accounts;
        this.points = points;
        this.customers = customers;
        this.orders = orders;
        this.terms = terms;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * What of an order's total is paid with points.
     *
     * @param amount {@code null}: the order's total is without it
     * @param currency ISO 4217; {@code null} as well then
     */
    public record Paid(BigDecimal amount, String currency) {

        /** The order's total is without what is paid with points. */
        public static final Paid NOT_IN_TOTAL = new Paid(null, null);
    }

    /**
     * A hold, and whether it was made now.
     *
     * @param redemption as it is now
     * @param isNew false if the same request was made before
     */
    public record Held(Redemption redemption, boolean isNew) {}

    /** What a transaction ends with: a refusal must not undo what it found out, such as that a hold was over. */
    private record Answer(Redemption redemption, RedemptionRefused refused) {}

    /**
     * Holds points.
     *
     * @param system which asks
     * @param key of the request: the same one holds once
     * @param customerId whose points
     * @param count more than 0
     * @param orderId what is paid; {@code null} if that is said with the confirmation
     * @param paid what of the order's total they pay
     * @return the redemption
     * @throws RedemptionRefused if nobody has the id, there are not so many points, the order is
     *     another customer's, is in another currency or comes to less, or the key was another request's
     */
    public Held hold(String system, String key, String customerId, int count, String orderId, Paid paid) {
        String hash = RequestHash.of(
                customerId, String.valueOf(count), orderId, RequestHash.plain(paid.amount()), paid.currency());
        return transaction.execute(status -> {
            Optional<Requested> before = table.byKey(system, key);
            if (before.isPresent()) {
                return again(before.get(), hash);
            }
            String owner = owner(customerId);
            orders.requireOwn(orderId, owner);
            orders.requirePart(orderId, paid, table.confirmedFor(orderId));
            accounts.lock(owner, terms.today());
            Redemption redemption = new Redemption(
                    UUID.randomUUID().toString(),
                    owner,
                    orderId,
                    count,
                    paid.amount(),
                    paid.currency(),
                    State.HELD,
                    terms.heldUntil());
            if (!table.add(redemption, system, key, hash, terms.now())) {
                return again(table.byKey(system, key).orElseThrow(), hash);
            }
            endOverdue(owner);
            take(redemption);
            return new Held(redemption, true);
        });
    }

    private static Held again(Requested before, String hash) {
        if (!before.hash().equals(hash)) {
            throw new RedemptionRefused(
                    Reason.KEY_REUSED,
                    "The Idempotency-Key was used for another request. Send a key of its own with each redemption.");
        }
        return new Held(before.redemption(), false);
    }

    private String owner(String customerId) {
        return customers
                .find(customerId)
                .filter(known -> !known.isErased())
                .map(Customer::id)
                .orElseThrow(() -> new RedemptionRefused(
                        Reason.UNKNOWN,
                        "customerId: nobody has this id, or the customer was erased. Send the id as in the events'"
                                + " subject, without 'customer:'."));
    }

    private void take(Redemption redemption) {
        Lots lots = ledger.lots(redemption.customerId());
        int usable = lots.usable(terms.today());
        if (usable < redemption.points()) {
            throw new RedemptionRefused(
                    Reason.NOT_ENOUGH,
                    "points: the customer can use " + usable
                            + " now. Ask for as many or fewer; points that another till"
                            + " holds are free again when it cancels.");
        }
        ledger.add(
                lots.take(redemption.points(), terms.today()).stream()
                        .map(share -> new NewEntry(
                                redemption.customerId(),
                                redemption.orderId(),
                                redemption.id(),
                                "redeem",
                                "redemption:" + redemption.id(),
                                share.lot(),
                                -share.points(),
                                null))
                        .toList(),
                terms.now());
    }

    /**
     * Confirms a hold: the points are spent, until a refund of the order gives them back.
     *
     * @param system which holds them
     * @param id of the redemption
     * @param orderId what is paid; {@code null} if the hold said it
     * @param paid what of the order's total they pay; as the hold said where it says nothing
     * @return the redemption
     * @throws RedemptionRefused if there is none, it has ended, no order is named, it is another customer's, or it was confirmed
     *     with another order or amount
     */
    public Redemption confirm(String system, String id, String orderId, Paid paid) {
        return change(system, id, known -> {
            if (orderId != null && known.orderId() != null && !orderId.equals(known.orderId())) {
                return new Answer(null, RedemptionRefused.otherOrder(known.state()));
            }
            if (known.state() == State.CONFIRMED) {
                return isOther(paid, known)
                        ? refused(
                                Reason.ANOTHER_ORDER,
                                "paid: the redemption was confirmed with another amount, or none, and stays so. Leave it"
                                        + " out.")
                        : new Answer(known, null);
            }
            if (known.state() != State.HELD) {
                return refused(
                        Reason.ENDED,
                        known.state() == State.TIMED_OUT
                                ? "The hold was over, and the points went back to the customer. Hold them anew."
                                : "The redemption was cancelled. Hold the points anew.");
            }
            String order = orderId == null ? known.orderId() : orderId;
            if (order == null) {
                return refused(
                        Reason.INVALID, "orderId: say which order is paid, so that a refund can give the points back.");
            }
            orders.requireOwn(order, known.customerId());
            Paid part = paid.amount() == null ? new Paid(known.paid(), known.currency()) : paid;
            orders.requirePart(order, part, table.confirmedFor(order));
            Redemption confirmed = new Redemption(
                    known.id(),
                    known.customerId(),
                    order,
                    known.points(),
                    part.amount(),
                    part.currency(),
                    State.CONFIRMED,
                    known.heldUntil());
            table.end(confirmed, State.CONFIRMED, terms.now());
            // the order may have been cancelled meanwhile
            points.settle(List.of(order));
            return new Answer(confirmed, null);
        });
    }

    /** Whether something else is said than was confirmed. */
    private static boolean isOther(Paid paid, Redemption known) {
        return paid.amount() != null
                && (known.paid() == null
                        || paid.amount().compareTo(known.paid()) != 0
                        || !paid.currency().equals(known.currency()));
    }

    /**
     * Cancels a hold: the points go back, and expire when they would have.
     *
     * @param system which holds them
     * @param id of the redemption
     * @return the redemption
     * @throws RedemptionRefused if there is none, or it was confirmed
     */
    public Redemption cancel(String system, String id) {
        return change(system, id, known -> switch (known.state()) {
            case CANCELLED, TIMED_OUT -> new Answer(known, null);
            case CONFIRMED ->
                refused(
                        Reason.ENDED,
                        "The redemption was confirmed. The points come back with order.cancelled, order.returned or"
                                + " order.refunded of its order.");
            case HELD -> new Answer(release(known, State.CANCELLED), null);
        });
    }

    private static Answer refused(Reason reason, String message) {
        return new Answer(null, new RedemptionRefused(reason, message));
    }

    private interface Change {
        Answer of(Redemption known);
    }

    private Redemption change(String system, String id, Change change) {
        Supplier<RedemptionRefused> unknown = () -> new RedemptionRefused(
                Reason.UNKNOWN, "There is no such redemption of this system. Ask with the id that was answered.");
        Redemption seen = table.find(system, id).orElseThrow(unknown);
        Answer answer = transaction.execute(status -> {
            accounts.lock(seen.customerId(), terms.today());
            endOverdue(seen.customerId());
            return change.of(table.find(system, id).orElseThrow(unknown));
        });
        if (answer.refused() != null) {
            throw answer.refused();
        }
        return answer.redemption();
    }

    /**
     * Finds a redemption.
     *
     * @param system which made it
     * @param id of the redemption
     * @return the redemption; empty if this system has none of that id
     */
    public Optional<Redemption> find(String system, String id) {
        return table.find(system, id);
    }

    /**
     * Ends holds whose time is over.
     *
     * @param most how many
     * @return whether there may be more
     */
    boolean endOverdue(int most) {
        List<String> some = table.customersWithOverdue(terms.now(), most);
        some.forEach(customer -> transaction.executeWithoutResult(status -> {
            accounts.lock(customer, terms.today());
            endOverdue(customer);
        }));
        return !some.isEmpty();
    }

    private void endOverdue(String customerId) {
        table.overdue(customerId, terms.now()).forEach(hold -> release(hold, State.TIMED_OUT));
    }

    private Redemption release(Redemption hold, State state) {
        table.end(hold, state, terms.now());
        ledger.add(RedemptionTable.givenBack(ledger, hold, BigDecimal.ZERO), terms.now());
        accounts.due(hold.customerId(), terms.today());
        return new Redemption(
                hold.id(),
                hold.customerId(),
                hold.orderId(),
                hold.points(),
                hold.paid(),
                hold.currency(),
                state,
                hold.heldUntil());
    }
}
