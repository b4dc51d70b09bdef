package io.rapport.loyalty;

import io.rapport.customer.CustomerValue;
import io.rapport.loyalty.AccountTable.Account;
import io.rapport.loyalty.LoyaltyRules.Level;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
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
            begin(account, up ? reached : before);
        }
        if (up) {
            events.levelChanged(account.customerId(), before, reached);
        }
    }

    /**
     * Takes the level in that the customer has reached, without an event; nobody loses one by it.
     *
     * @return whether the level is another one now
     */
    boolean takeAsItIs(Account account) {
        Level reached = reached(account.customerId());
        boolean changes =
                account.level() == null || reached.rank() > account.level().rank();
        if (changes) {
            begin(account, reached);
        }
        return changes;
    }

    private void begin(Account account, Level level) {
        LocalDate today = terms.today();
        accounts.level(account.customerId(), level, today, terms.reviewOn(today));
        accounts.due(account.customerId(), terms.atRiskOn(terms.reviewOn(today)));
    }
}
