package io.rapport.loyalty;

import io.rapport.customer.CustomerValue;
import io.rapport.loyalty.AccountTable.Account;
import io.rapport.loyalty.LoyaltyRules.Level;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.springframework.stereotype.Component;

/** The levels of customers: up at once, down by a review at the end of each period alone. */
@Component
final class LoyaltyLevels {

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
        return rules.level(
                ledger.earnedSince(customerId, terms.periodBegan()),
                values.lastTwelveMonths(customerId).total());
    }

    /**
     * Raises the level after points were given.
     *
     * @param account as it was locked
     * @param points that were given just now
     * @param worth what they were given for, in the company's currency
     */
    void afterPoints(Account account, int points, BigDecimal worth) {
        int earned = ledger.earnedSince(account.customerId(), terms.periodBegan());
        BigDecimal value = values.lastTwelveMonths(account.customerId()).total();
        Level reached = rules.level(earned, value);
        // what the customer had before anybody kept levels is state, and no news
        Level before = account.level() != null
                ? account.level()
                : account.silent()
                        ? reached
                        : rules.level(earned - points, value.subtract(worth).max(BigDecimal.ZERO));
        LocalDate today = terms.today();
        if (account.level() == null || reached.rank() > before.rank()) {
            Level level = reached.rank() > before.rank() ? reached : before;
            accounts.level(account.customerId(), level, today, terms.reviewOn(today));
            accounts.due(account.customerId(), terms.atRiskOn(terms.reviewOn(today)));
        }
        if (reached.rank() > before.rank()) {
            events.levelChanged(account.customerId(), before, reached);
        }
    }
}
