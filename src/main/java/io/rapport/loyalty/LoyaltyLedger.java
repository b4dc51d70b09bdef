package io.rapport.loyalty;

import io.rapport.customer.CustomerMerges;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.database.RoundTrip;
import io.rapport.loyalty.AccountTable.Account;
import io.rapport.loyalty.LedgerTable.NewEntry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Loyalty points: an append-only ledger. Each entry says by its source what it comes from, and each kind of entry is written
 * once a source: an order earns once, and gives back what it should have given less, however often it is asked for. Points
 * change under the lock of the customer's account (docs/adr/0085).
 */
@Component
public final class LoyaltyLedger {

    private static final Logger LOG = LoggerFactory.getLogger(LoyaltyLedger.class);
    private static final String CORRECTION = "correction:";

    /** A festival of the moon comes after 354 days at the earliest, and a birthday may move by an hour of the clock. */
    private static final Duration ONCE_A_YEAR = Duration.ofDays(300);

    /** What was given longer ago is no longer taken back: the customer may count on it. */
    private static final Duration TAKEN_BACK_WITHIN = Duration.ofDays(3);

    private final LedgerTable ledger;
    private final AccountTable accounts;
    private final RedemptionTable redemptions;
    private final LoyaltyLevels levels;
    private final Orders orders;
    private final OrderPoints ofOrders;
    private final LoyaltyTerms terms;
    private final CustomerMerges merges;
    private final TransactionTemplate transaction;

    LoyaltyLedger(
            LedgerTable ledger,
            AccountTable accounts,
            RedemptionTable redemptions,
            LoyaltyLevels levels,
            Orders orders,
            OrderPoints ofOrders,
            LoyaltyTerms terms,
            CustomerMerges merges,
            PlatformTransactionManager transactions) {
        this.ledger = ledger;
        this.accounts = accounts;
        this.redemptions = redemptions;
        this.levels = levels;
        this.orders = orders;
        this.ofOrders = ofOrders;
        this.terms = terms;
        this.merges = merges;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Awards what the table {@code loyalty-earning} gives for what is left of an order, for each unit of the currency that
     * the company uses. What was paid in another one counts by the rate of the order's day; without a rate for it the order
     * earns nothing, and the log says so.
     *
     * @param orderId an order that was placed
     * @return whether points were awarded now; false if they were before, or the order was returned, cancelled or paid back
     */
    public boolean award(String orderId) {
        return Boolean.TRUE.equals(transaction.execute(status -> orders.find(orderId)
                .filter(order -> order.placedAt() != null && order.stands())
                .flatMap(order -> ofOrders.worth(order).map(worth -> award(order, worth)))
                .orElse(false)));
    }

    /**
     * Credits what a customer had ordered before the programme began, as {@link #award} would have done on the day of each
     * order: its points can be used for so many months from then on, count for the level of that time, and the level that they
     * reached is reviewed a period later. It is state and no news: level and expiry are taken in without an event, as after an
     * import.
     *
     * @param customerId a customer who is known
     * @param orderIds orders of that customer, in any order; others are passed over
     * @return how many of them earned points now
     */
    public int creditPast(String customerId, Collection<String> orderIds) {
        Integer credited = transaction.execute(status -> {
            String current = merges.current(customerId);
            Account account = accounts.lock(current, terms.today());
            List<Order> uncredited = orderIds.stream()
                    .distinct()
                    .filter(id -> !ofOrders.isEarned(id))
                    .flatMap(id -> orders.find(id).stream())
                    .filter(order -> order.customerId().equals(current) && order.placedAt() != null && order.stands())
                    .sorted(Comparator.comparing(Order::placedAt))
                    .toList();
            int earning = 0;
            for (Order order : uncredited) {
                Optional<BigDecimal> worth = ofOrders.worth(order);
                if (worth.isPresent()) {
                    ofOrders.earn(order, worth.get(), levels.before(current, order.placedAt()), order.placedAt());
                    earning++;
                }
            }
            if (earning > 0) {
                accounts.silence(account);
                levels.takeAsItIs(account);
            }
            return earning;
        });
        return credited == null ? 0 : credited;
    }

    private boolean award(Order order, BigDecimal worth) {
        Account account = accounts.lock(order.customerId(), terms.today());
        if (ofOrders.isEarned(order.id())) {
            return false;
        }
        NewEntry entry = ofOrders.earn(order, worth, Optional.ofNullable(account.level()), terms.now());
        given(account, entry.points(), worth, entry.expiresOn());
        return true;
    }

    private void given(Account account, int points, BigDecimal worth, LocalDate expiresOn) {
        if (expiresOn != null) {
            accounts.due(account.customerId(), terms.announcedOn(expiresOn));
        }
        levels.afterPoints(account, points, worth);
    }

    /**
     * Gives points for something else than an order.
     *
     * @param customerId a customer who is known
     * @param points more than 0
     * @param source what they are for, such as {@code birthday:42:2026}: the same gives them once
     * @param months for which they can be used, to the end of the last one; {@code null}: they stay
     * @return whether they were given now
     */
    public boolean bonus(String customerId, int points, String source, Integer months) {
        requirePoints(points);
        return Boolean.TRUE.equals(transaction.execute(status -> {
            String current = merges.current(customerId);
            return bonus(accounts.lock(current, terms.today()), points, source, months);
        }));
    }

    /**
     * Gives points on a day that comes once a year, such as a birthday: not again within 300 days, whatever asks for it.
     *
     * @param occasion such as {@code birthday}
     * @param customerId a customer who is known
     * @param points more than 0
     * @param months as with {@link #bonus}
     * @return whether they were given now
     */
    public boolean bonusOn(String occasion, String customerId, int points, Integer months) {
        requirePoints(points);
        return Boolean.TRUE.equals(transaction.execute(status -> {
            String current = merges.current(customerId);
            Account account = accounts.lock(current, terms.today());
            String source = LedgerTable.OCCASION + occasion + ":";
            return ledger.bonusSince(current, source, terms.now().minus(ONCE_A_YEAR))
                            .isEmpty()
                    && bonus(account, points, source + current + ":" + terms.today(), months);
        }));
    }

    /**
     * Takes back what {@link #bonusOn} gave in the last three days, since its message was not sent. What was used of
     * it meanwhile stays used. It counts as given: the occasion brings no other within 300 days.
     *
     * @param occasion such as {@code birthday}
     * @param customerId a customer who is known
     * @return whether points were taken back now; false if none were given, or none of them are left
     */
    public boolean takeBackGift(String occasion, String customerId) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            String current = merges.current(customerId);
            accounts.lock(current, terms.today());
            List<NewEntry> entries = ledger.bonusSince(
                            current,
                            LedgerTable.OCCASION + occasion + ":",
                            terms.now().minus(TAKEN_BACK_WITHIN))
                    .map(source -> leftOf(current, source))
                    .orElseGet(List::of);
            boolean taken = ledger.add(entries, terms.now()) > 0;
            if (taken) {
                accounts.due(current, terms.today());
            }
            return taken;
        }));
    }

    /** @return what takes all that is left of a gift, whose lot is named as its source; nothing if nothing is left */
    private List<NewEntry> leftOf(String customerId, String source) {
        return ledger.openLots(customerId).stream()
                .filter(lot -> lot.name().equals(source) && lot.points() > 0)
                .map(lot -> new NewEntry(customerId, null, null, "reverse", source, source, -lot.points(), null))
                .toList();
    }

    private static void requirePoints(int points) {
        if (points <= 0) {
            throw new IllegalArgumentException("a bonus must be of 1 point or more, not " + points);
        }
    }

    private boolean bonus(Account account, int points, String source, Integer months) {
        LocalDate expiresOn = EarnedPoints.expiresOn(terms.today(), months);
        int added = ledger.add(
                List.of(new NewEntry(account.customerId(), null, null, "bonus", source, null, points, expiresOn)),
                terms.now());
        if (added == 1) {
            given(account, points, BigDecimal.ZERO, expiresOn);
        }
        return added == 1;
    }

    /**
     * Takes back what an order was awarded, though it stands.
     *
     * @param orderId an order
     * @return whether points were taken back now; false if there were none or they were before
     */
    public boolean takeBack(String orderId) {
        return settle(List.of(orderId), true) == 1;
    }

    /**
     * Brings the ledger to what is left of some orders: what they should not have earned is taken back, and what the part of
     * them that is gone cost in points is given back to the lots that it came from. It is a target and no step: nothing
     * changes that is as it should be.
     *
     * @param orderIds any orders
     * @return for how many something changed
     */
    public int settle(Collection<String> orderIds) {
        return settle(orderIds, false);
    }

    private int settle(Collection<String> orderIds, boolean takeBack) {
        Integer changed = transaction.execute(status -> {
            Map<String, String> owners = ledger.owners(orderIds);
            accounts.lockAll(owners.values(), terms.today());
            int count = 0;
            for (Map.Entry<String, String> order : owners.entrySet()) {
                if (ledger.add(ofOrders.missing(order.getKey(), takeBack), terms.now()) > 0) {
                    accounts.due(order.getValue(), terms.today());
                    count++;
                }
            }
            return count;
        });
        return changed == null ? 0 : changed;
    }

    /**
     * Gives points or takes some off because somebody decided so; once for an event. What is taken off comes from the lots that
     * expire first, and no more than can be used.
     *
     * @param customerId whose
     * @param points below zero to take off
     * @param eventSeq number of the event that says so
     */
    void correct(String customerId, int points, long eventSeq) {
        String source = CORRECTION + eventSeq;
        accounts.lock(customerId, terms.today());
        if (ledger.has("adjust", source)) {
            return;
        }
        if (points > 0) {
            ledger.add(
                    List.of(new NewEntry(customerId, null, null, "adjust", source, null, points, null)), terms.now());
            return;
        }
        Lots lots = ledger.lots(customerId);
        LocalDate today = terms.today();
        ledger.add(
                lots.take(Math.min(-points, Math.max(0, lots.balance(today))), today).stream()
                        .map(share -> new NewEntry(
                                customerId, null, null, "adjust", source, share.lot(), -share.points(), null))
                        .toList(),
                terms.now());
    }

    /**
     * Ends the points of a customer who is erased: who registers again under the same id has none.
     *
     * @param customerId whose
     * @param eventSeq number of the erasure, which ends them once
     */
    void end(String customerId, long eventSeq) {
        if (!ledger.isAny(customerId)) {
            return;
        }
        accounts.lock(customerId, terms.today());
        String source = LedgerTable.ERASURE + eventSeq;
        List<NewEntry> entries = new ArrayList<>();
        ledger.openLots(customerId)
                .forEach(lot -> entries.add(
                        new NewEntry(customerId, null, null, "adjust", source, lot.name(), -lot.points(), null)));
        if (entries.isEmpty()) {
            // the line behind which another person begins
            entries.add(new NewEntry(customerId, null, null, "adjust", source, null, 0, null));
        }
        ledger.add(entries, terms.now());
        redemptions.endAll(customerId, terms.now());
        accounts.forget(customerId);
    }

    /**
     * The balance.
     *
     * @param customerId whose
     * @return what may be used today; below zero after a return of what had been used
     */
    public int points(String customerId) {
        return ledger.lots(merges.current(customerId)).balance(terms.today());
    }

    /**
     * Asks for the levels of many customers, together with other queries.
     *
     * @param customerIds whose
     * @param each is called with the customer and the name of the level; not for who never had points
     */
    public static RoundTrip.Query levels(Collection<String> customerIds, BiConsumer<String, String> each) {
        return AccountTable.levels(customerIds, each);
    }

    /**
     * The level.
     *
     * @param customerId whose
     * @return its name, as the table {@code loyalty-level} has it; empty if the table cannot be asked
     */
    public Optional<String> level(String customerId) {
        String current = merges.current(customerId);
        try {
            return Optional.of(accounts.find(current)
                    .map(Account::level)
                    .orElseGet(() -> levels.reached(current))
                    .name());
        } catch (LoyaltyRules.RulesUnusable e) {
            LOG.warn("There are no levels: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * @param customerIds all ids that a customer has or had
     * @return the ids of the imports that entries of the customer came by
     */
    public List<Long> imports(Collection<String> customerIds) {
        return ledger.imports(customerIds);
    }
}
