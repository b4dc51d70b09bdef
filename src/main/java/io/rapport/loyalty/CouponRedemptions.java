package io.rapport.loyalty;

import io.rapport.customer.CustomerMerges;
import io.rapport.loyalty.CouponTable.Requested;
import io.rapport.loyalty.Redemption.State;
import io.rapport.loyalty.RedemptionRefused.Reason;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Using coupons at the till: hold, then confirm or cancel, as with points; each once, even when two tills ask. */
@Component
public final class CouponRedemptions {

    private static final String NONE = "There is no such coupon. Ask the customer to check the code.";

    private final CouponTable table;
    private final CustomerMerges merges;
    private final KnownOrders orders;
    private final LoyaltyTerms terms;
    private final TransactionTemplate transaction;

    CouponRedemptions(
            JdbcClient jdbc,
            LastDays days,
            CustomerMerges merges,
            KnownOrders orders,
            LoyaltyTerms terms,
            PlatformTransactionManager transactions) {
        this.table = new CouponTable(jdbc, days);
        this.merges = merges;
        this.orders = orders;
        this.terms = terms;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * What a till says of the order, as far as it knows it.
     *
     * @param orderId {@code null} if that is said with the confirmation
     * @param customerId who pays; {@code null} if nobody asked
     * @param total of the order; {@code null} if it is not known yet
     * @param currency of the total
     * @param skus the articles in it; {@code null} if they are not known yet
     */
    public record Basket(String orderId, String customerId, BigDecimal total, String currency, List<String> skus) {}

    /**
     * A hold, and whether it was made now.
     *
     * @param redemption as it is now
     * @param coupon that it is of
     * @param isNew false if the same request was made before
     */
    public record Held(CouponRedemption redemption, Coupon coupon, boolean isNew) {}

    /** What a transaction ends with: a refusal must not undo what it found out. */
    private record Answer(CouponRedemption redemption, RedemptionRefused refused) {}

    /**
     * Holds a coupon.
     *
     * @param system which asks
     * @param key of the request: the same one holds once
     * @param typed the code
     * @param basket what it is to be used for
     * @return the hold
     * @throws RedemptionRefused if there is no such coupon, it cannot be used for this, or the key was another request's
     */
    public Held hold(String system, String key, String typed, Basket basket) {
        String code = CouponCodes.normal(typed);
        String hash = RequestHash.of(
                code,
                basket.orderId(),
                basket.customerId(),
                RequestHash.plain(basket.total()),
                basket.currency(),
                basket.skus() == null ? null : String.join("\n", basket.skus()));
        // by itself: a till that is refused has seen the code, too
        table.see(code, terms.now());
        return transaction.execute(status -> {
            Optional<Requested> before = table.byKey(system, key);
            if (before.isPresent()) {
                return again(before.get(), hash);
            }
            if (!table.lock(code)) {
                throw new RedemptionRefused(Reason.UNKNOWN, NONE);
            }
            before = table.byKey(system, key);
            if (before.isPresent()) {
                return again(before.get(), hash);
            }
            table.endOverdue(code, terms.now());
            Coupon coupon = table.find(code, terms.now()).orElseThrow();
            check(coupon, basket);
            CouponRedemption redemption = new CouponRedemption(
                    UUID.randomUUID().toString(), code, basket.orderId(), State.HELD, terms.heldUntil());
            if (!table.add(redemption, system, key, hash, terms.now())) {
                return again(table.byKey(system, key).orElseThrow(), hash);
            }
            return new Held(redemption, table.find(code, terms.now()).orElseThrow(), true);
        });
    }

    private Held again(Requested before, String hash) {
        if (!before.hash().equals(hash)) {
            throw new RedemptionRefused(
                    Reason.KEY_REUSED,
                    "The Idempotency-Key was used for another request. Send a key of its own with each redemption.");
        }
        return new Held(
                before.redemption(),
                table.find(before.redemption().code(), terms.now()).orElseThrow(),
                false);
    }

    private void check(Coupon coupon, Basket basket) {
        refusal(coupon).ifPresent(refused -> {
            throw refused;
        });
        if (basket.customerId() != null && !merges.current(basket.customerId()).equals(coupon.customerId())) {
            // no word of whose it is; and no wrong code, for there is one
            throw new RedemptionRefused(
                    Reason.ANOTHER_CUSTOMER,
                    "customerId: the coupon is another customer's. Ask the customer for a code of their own.");
        }
        orders.requireOwn(basket.orderId(), coupon.customerId());
        String currency = coupon.currency();
        if (basket.total() != null && currency != null && !currency.equals(basket.currency())) {
            throw new RedemptionRefused(Reason.NOT_ENOUGH, "currency: the coupon is for orders in " + currency + ".");
        }
        if (basket.total() != null && coupon.minimum() != null && basket.total().compareTo(coupon.minimum()) < 0) {
            throw new RedemptionRefused(
                    Reason.NOT_ENOUGH,
                    "total: the order must come to " + coupon.minimum().toPlainString() + " " + currency + " or more.");
        }
        if (basket.skus() != null && !coupon.skus().isEmpty() && Collections.disjoint(basket.skus(), coupon.skus())) {
            throw new RedemptionRefused(
                    Reason.NOT_ENOUGH,
                    "skus: the coupon is for other articles: " + String.join(", ", coupon.skus()) + ".");
        }
    }

    /** @return why the coupon cannot be held now; empty if it can */
    private static Optional<RedemptionRefused> refusal(Coupon coupon) {
        return Optional.ofNullable(
                switch (coupon.state()) {
                    case HELD ->
                        new RedemptionRefused(
                                Reason.HELD,
                                "Another till has the coupon in hand. Try again when it has cancelled, or its hold is over.");
                    case USED -> ended("The coupon was used before.");
                    case EXPIRED -> ended("The coupon has expired.");
                    case WITHDRAWN -> ended("The coupon was withdrawn.");
                    case ISSUED -> null;
                });
    }

    /** A hold that is over; held anew the coupon can be only as long as nothing else has become of it. */
    private Answer over(CouponRedemption known, String why) {
        Coupon coupon = table.find(known.code(), terms.now()).orElseThrow();
        String then = refusal(coupon).map(Throwable::getMessage).orElse("Hold the coupon anew.");
        return new Answer(null, ended(why + " " + then));
    }

    private static RedemptionRefused ended(String message) {
        return new RedemptionRefused(Reason.ENDED, message);
    }

    /**
     * Confirms a hold: the coupon is used. Once it is, an order may still be named that was not before; it stays.
     *
     * @param system which holds it
     * @param typed the code
     * @param id of the redemption
     * @param orderId what it was used for; {@code null} if the hold said it
     * @return the redemption
     * @throws RedemptionRefused if there is none, it has ended, or the order is another customer's or another than before
     */
    public CouponRedemption confirm(String system, String typed, String id, String orderId) {
        return change(system, typed, id, known -> {
            if (orderId != null && known.orderId() != null && !orderId.equals(known.orderId())) {
                return new Answer(null, RedemptionRefused.otherOrder(known.state()));
            }
            return switch (known.state()) {
                case CONFIRMED -> {
                    if (orderId == null || known.orderId() != null) {
                        yield new Answer(known, null);
                    }
                    // the till confirmed before it had a number
                    requireOwn(known, orderId);
                    yield new Answer(end(known, State.CONFIRMED, orderId), null);
                }
                case HELD -> {
                    requireOwn(known, orderId);
                    table.use(known.code());
                    yield new Answer(end(known, State.CONFIRMED, orderId), null);
                }
                case TIMED_OUT -> over(known, "The hold was over.");
                case CANCELLED -> over(known, "The redemption was cancelled.");
            };
        });
    }

    /**
     * Cancels a hold: the coupon can be used again.
     *
     * @param system which holds it
     * @param typed the code
     * @param id of the redemption
     * @return the redemption
     * @throws RedemptionRefused if there is none, or it was confirmed
     */
    public CouponRedemption cancel(String system, String typed, String id) {
        return change(system, typed, id, known -> switch (known.state()) {
            case CANCELLED, TIMED_OUT -> new Answer(known, null);
            case CONFIRMED -> new Answer(null, ended("The redemption was confirmed: the coupon is used."));
            case HELD -> new Answer(end(known, State.CANCELLED, null), null);
        });
    }

    private void requireOwn(CouponRedemption known, String orderId) {
        Coupon coupon = table.find(known.code(), terms.now()).orElseThrow();
        orders.requireOwn(orderId == null ? known.orderId() : orderId, coupon.customerId());
    }

    private CouponRedemption end(CouponRedemption known, State state, String orderId) {
        table.end(known.id(), state, orderId, terms.now());
        return new CouponRedemption(
                known.id(), known.code(), orderId == null ? known.orderId() : orderId, state, known.heldUntil());
    }

    private interface Change {
        Answer of(CouponRedemption known);
    }

    private CouponRedemption change(String system, String typed, String id, Change change) {
        String code = CouponCodes.normal(typed);
        Supplier<RedemptionRefused> unknown = () -> new RedemptionRefused(
                Reason.UNKNOWN, "There is no such redemption of this system. Ask with the id that was answered.");
        Answer answer = transaction.execute(status -> {
            table.lock(code);
            table.endOverdue(code, terms.now());
            return change.of(table.redemption(system, code, id).orElseThrow(unknown));
        });
        if (answer.refused() != null) {
            throw answer.refused();
        }
        return answer.redemption();
    }
}
