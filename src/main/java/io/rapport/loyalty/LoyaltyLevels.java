package io.rapport.loyalty;

import io.rapport.customer.CustomerValue;
import io.rapport.loyalty.AccountTable.Account;
import io.rapport.loyalty.LevelHistory.Standing;
import io.rapport.loyalty.LoyaltyRules.Level;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import org.springframework.stereotype.Component;

/** The levels of customers: up at once, down by a review at the end of each period alone. */
@Component
final class LoyaltyLevels {

    /** A level that so many points more do not keep goes by something else. */
    private static final int MOST_MISSING = 1 << 20;

    private final AccountTable accounts;
    private final LedgerTable ledger;
    private final CustomerValue values;
    private final LoyaltyRules rules;
    private final LoyaltyEvents events;
    private final LoyaltyTerms terms;

    LoyaltyLevels(
            AccountTable accounts,
            LedgerTable ledger,
            CustomerValue values,
            LoyaltyRules rules,
            LoyaltyEvents events,
            LoyaltyTerms terms) {
        this.accounts = accounts;
        this.ledger = ledger;
        this.values = values;
        this.rules = rules;
        this.events = events;
        this.terms = terms;
    }

    /** @return the level that the customer has reached by now */
    Level reached(String customerId) {
        return reached(customerId, terms.periodBegan());
    }

    /** @return the level that the customer has at the review, if nothing more comes before it */
    Level atReview(Account account) {
        return reached(account.customerId(), terms.periodBefore(account.reviewOn()));
    }

    /**
     * @param account with a level
     * @return how many points more keep the level at its review; 0 if it is kept anyway, empty if no number of points does
     */
    OptionalInt missing(Account account) {
        Instant since = terms.periodBefore(account.reviewOn());
        int earned = ledger.earnedSince(account.customerId(), since);
        BigDecimal value = value(account.customerId(), since);
        IntPredicate suffices = more ->
                rules.level(earned + more, value).rank() >= account.level().rank();
        if (suffices.test(0)) {
            return OptionalInt.of(0);
        }
        int enough = 1;
        while (enough <= MOST_MISSING && !suffices.test(enough)) {
            enough *= 2;
        }
        if (enough > MOST_MISSING) {
            return OptionalInt.empty();
        }
        int tooFew = enough / 2;
        while (enough - tooFew > 1) {
            int middle = (enough + tooFew) / 2;
            if (suffices.test(middle)) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return OptionalInt.of(enough);
    }

    private Level reached(String customerId, Instant since) {
        return rules.level(ledger.earnedSince(customerId, since), value(customerId, since));
    }

    private BigDecimal value(String customerId, Instant since) {
        return values.since(customerId, since).total();
    }

    /**
     * Raises the level after points were given.
     *
     * @param account as it was locked
     * @param points that were given just now
     * @param worth what they were given for, in the company's currency
     */
    void afterPoints(Account account, int points, BigDecimal worth) {
        if (account.silent()) {
            takeAsItIs(account);
            return;
        }
        Instant since = terms.periodBegan();
        int earned = ledger.earnedSince(account.customerId(), since);
        BigDecimal value = value(account.customerId(), since);
        Level reached = rules.level(earned, value);
        // what the customer had before anybody kept levels is state, and no news
        Level before = account.level() == null
                ? rules.level(earned - points, value.subtract(worth).max(BigDecimal.ZERO))
                : account.level();
        boolean up = reached.rank() > before.rank();
        if (up || account.level() == null) {
            begin(account, new Standing(up ? reached : before, terms.today()));
        }
        if (up) {
            events.levelChanged(account.customerId(), before, reached);
        }
    }

    /**
     * The level that the past had led to before a moment, whatever level the customer has by now.
     *
     * @return empty if nothing was earned or bought before
     */
    Optional<Level> before(String customerId, Instant moment) {
        return history(customerId).at(moment.minusMillis(1)).map(Standing::level);
    }

    /**
     * Takes the level in that the customer has reached, without an event; nobody loses one by it. One that is seen for the
     * first time began with the points or the order that reached it.
     *
     * @return when the level is reviewed, if it is another one now
     */
    Optional<LocalDate> takeAsItIs(Account account) {
        String customerId = account.customerId();
        if (account.level() == null) {
            return Optional.of(begin(
                    account,
                    history(customerId)
                            .at(terms.now())
                            .orElseGet(() -> new Standing(reached(customerId), terms.today()))));
        }
        Level reached = reached(customerId);
        return reached.rank() > account.level().rank()
                ? Optional.of(begin(account, new Standing(reached, terms.today())))
                : Optional.empty();
    }

    private LevelHistory history(String customerId) {
        return new LevelHistory(ledger.earned(customerId), values.ever(customerId), terms, rules::level);
    }

    /** @return when it is reviewed */
    private LocalDate begin(Account account, Standing standing) {
        LocalDate review = terms.reviewOn(standing.since());
        accounts.level(account.customerId(), standing.level(), standing.since(), review);
        accounts.due(account.customerId(), terms.atRiskOn(review));
        return review;
    }
}
