package io.rapport.loyalty;

import io.rapport.customer.Restrictions;
import io.rapport.database.DatabaseFaults;
import io.rapport.loyalty.FirstOrders.FriendOrder;
import io.rapport.loyalty.LoyaltyRules.ReferralReward;
import io.rapport.loyalty.ReferralRules.Reason;
import io.rapport.loyalty.ReferralTable.Referral;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Asks once a day whether friends have kept an order, and gives both what the table {@code referral-reward} says. Each
 * reward is a transaction of its own, and stays due until it is given: one that fails is tried again the next day, one that
 * the database fails on by the next run. A friend is informed with it; who recommended several gets one event for all, once
 * the last of the day's rewards is given, on whichever node.
 */
@Component
final class ReferralDay {

    /** Referrals that are asked about at once. */
    static final int PAGE = 200;

    private final ReferralTable table;
    private final Referrals referrals;
    private final FriendOrders orders;
    private final LoyaltyLedger ledger;
    private final LedgerTable entries;
    private final AccountTable accounts;
    private final Restrictions restrictions;
    private final LoyaltyRules rules;
    private final LoyaltyEvents events;
    private final LoyaltyTerms terms;
    private final TransactionTemplate transaction;

    ReferralDay(
            ReferralTable table,
            Referrals referrals,
            FriendOrders orders,
            LoyaltyLedger ledger,
            LedgerTable entries,
            AccountTable accounts,
            Restrictions restrictions,
            LoyaltyRules rules,
            LoyaltyEvents events,
            LoyaltyTerms terms,
            PlatformTransactionManager transactions) {
        this.table = table;
        this.referrals = referrals;
        this.orders = orders;
        this.ledger = ledger;
        this.entries = entries;
        this.accounts = accounts;
        this.restrictions = restrictions;
        this.rules = rules;
        this.events = events;
        this.terms = terms;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @return whether more referrals may be due */
    boolean advance() {
        List<Long> ready = new ArrayList<>();
        boolean more = Boolean.TRUE.equals(transaction.execute(status -> {
            LocalDate today = terms.today();
            List<Referral> due = table.lockDue(today, PAGE);
            Map<String, List<FriendOrder>> placed =
                    orders.of(due.stream().map(Referral::friend).distinct().toList());
            List<Long> later = new ArrayList<>();
            for (Referral referral : due) {
                List<FriendOrder> own = placed.get(referral.friend());
                if (kept(referral, own).isPresent()) {
                    ready.add(referral.seq());
                } else if (isOver(referral, own)) {
                    table.expire(referral.seq(), terms.now());
                } else {
                    later.add(referral.seq());
                }
            }
            table.askOn(today.plusDays(1), later);
            return due.size() == PAGE;
        }));
        RuntimeException failure = rewardAll(ready);
        if (!more) {
            announce();
        }
        if (failure != null) {
            throw failure;
        }
        return more;
    }

    private void announce() {
        transaction.executeWithoutResult(status -> table.announce(terms.now(), terms.today())
                .forEach(given -> events.referralRewarded(given.owner(), given.points(), given.friends())));
    }

    /**
     * One that fails keeps no other from its reward.
     *
     * @return what the last failure was; {@code null} if none failed
     * @throws RuntimeException if the database is away: all that is left stays due
     */
    private RuntimeException rewardAll(List<Long> ready) {
        RuntimeException failure = null;
        for (long seq : ready) {
            try {
                reward(seq);
            } catch (RuntimeException e) {
                if (DatabaseFaults.isUnavailable(e)) {
                    throw e;
                }
                if (!DatabaseFaults.isConflict(e)) {
                    transaction.executeWithoutResult(status -> askTomorrow(seq));
                }
                failure = e;
            }
        }
        return failure;
    }

    private void askTomorrow(long seq) {
        table.askOn(terms.today().plusDays(1), List.of(seq));
    }

    private Optional<FriendOrder> kept(Referral referral, List<FriendOrder> orders) {
        return FirstOrders.kept(inTime(referral, orders), terms.referralKept(), terms.now());
    }

    private boolean isOver(Referral referral, List<FriendOrder> orders) {
        return terms.now().isAfter(terms.referralEnds(referral.usedAt()))
                && !FirstOrders.isAnyStanding(inTime(referral, orders));
    }

    private List<FriendOrder> inTime(Referral referral, List<FriendOrder> orders) {
        return orders.stream()
                .filter(order -> !order.placedAt().isAfter(terms.referralEnds(referral.usedAt())))
                .toList();
    }

    private void reward(long seq) {
        transaction.executeWithoutResult(status -> table.lock(seq).ifPresent(this::reward));
    }

    private void reward(Referral referral) {
        List<String> both = Stream.of(referral.friend(), referral.owner())
                .filter(customer -> customer != null)
                .toList();
        if (!restrictions.among(both).isEmpty()) {
            // their data are kept and not used
            askTomorrow(referral.seq());
            return;
        }
        accounts.lockAll(both, terms.today());
        List<FriendOrder> placed = orders.of(referral.friend());
        Optional<FriendOrder> kept = kept(referral, placed);
        if (kept.isEmpty()) {
            askTomorrow(referral.seq());
            return;
        }
        // a code that went with its customer is no fault of the friend's
        Optional<Reason> refusal = referrals.refusal(referral, placed).filter(reason -> reason != Reason.UNKNOWN_CODE);
        if (refusal.isPresent()) {
            table.refuse(referral.seq(), refusal.get(), terms.now());
            return;
        }
        give(referral, kept.get());
    }

    private void give(Referral referral, FriendOrder order) {
        String owner = referral.owner();
        int rewarded = owner == null ? 0 : entries.rewardedReferrals(owner, terms.yearBefore());
        ReferralReward reward =
                rules.referralReward(owner == null ? "" : ledger.level(owner).orElse(""), rewarded, order.value());
        int points = owner == null ? 0 : reward.points();
        table.reward(referral.seq(), order.id(), points, reward.friendPoints(), terms.now());
        give(owner, points, LedgerTable.REFERRAL + referral.seq(), reward);
        if (give(referral.friend(), reward.friendPoints(), LedgerTable.REFERRED + referral.seq(), reward)) {
            events.referralRewardedAsFriend(referral.friend(), reward.friendPoints());
        }
    }

    private boolean give(String customerId, int points, String source, ReferralReward reward) {
        return points > 0 && ledger.bonus(customerId, points, source, reward.months());
    }
}
