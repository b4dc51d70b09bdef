package io.rapport.loyalty;

import io.rapport.customer.CustomerValue;
import io.rapport.loyalty.AccountTable.Account;
import io.rapport.loyalty.AccountTable.Held;
import io.rapport.loyalty.LevelHistory.Standing;
import io.rapport.loyalty.LoyaltyRules.Level;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
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
        return history(customerId, rules::level);
    }

    private LevelHistory history(String customerId, BiFunction<Integer, BigDecimal, Level> table) {
        return new LevelHistory(ledger.earned(customerId), values.ever(customerId), terms, table);
    }

    /**
     * Asks a table that has changed, or would, for some members. Nothing is changed.
     *
     * @param table of levels, by points and value of a period
     * @param takenBack tables that were live for less than a day and are not any more
     * @return what those have then whose level changes, by customer: whom the table gives more rise; who rose lately by what was
     *     taken back and has not reached that by this table goes back; nobody else loses anything before the review
     */
    Map<String, Held> changes(
            Collection<Account> members, BiFunction<Integer, BigDecimal, Level> table, Set<String> takenBack) {
        List<Account> asked = members.stream()
                .filter(account -> account.level() != null && !account.silent())
                .toList();
        List<String> ids = asked.stream().map(Account::customerId).toList();
        Map<String, Integer> points = ledger.earnedSince(ids, terms.periodBegan());
        Map<String, BigDecimal> bought = values.since(ids, terms.periodBegan());
        Map<String, Held> changes = new TreeMap<>();
        for (Account account : asked) {
            String id = account.customerId();
            Level reached = table.apply(points.getOrDefault(id, 0), bought.getOrDefault(id, BigDecimal.ZERO));
            if (reached.rank() > account.level().rank()) {
                changes.put(id, held(new Standing(reached, terms.today())));
            } else if (reached.rank() < account.level().rank()
                    && takenBack.contains(account.risenBy())
                    && !account.since().isBefore(terms.lately())) {
                Held back = back(account, reached, table);
                if (back.level().rank() < account.level().rank()) {
                    changes.put(id, back);
                }
            }
        }
        return changes;
    }

    private Held back(Account account, Level reached, BiFunction<Integer, BigDecimal, Level> table) {
        Held before = account.before();
        if (before == null) {
            return held(history(account.customerId(), table)
                    .at(terms.now())
                    .orElseGet(() -> new Standing(reached, account.since())));
        }
        return reached.rank() > before.level().rank() ? held(new Standing(reached, account.since())) : before;
    }

    private Held held(Standing standing) {
        return new Held(standing.level(), standing.since(), terms.reviewOn(standing.since()));
    }

    /**
     * Changes levels by the table that is live now, each with an event.
     *
     * @param customerIds who were found without locks; they are locked and asked once more
     * @param takenBack as {@link #changes}
     */
    void change(Collection<String> customerIds, Set<String> takenBack) {
        accounts.lockAll(customerIds, terms.today());
        Map<String, Account> members = new TreeMap<>();
        customerIds.forEach(id -> accounts.find(id).ifPresent(account -> members.put(id, account)));
        changes(members.values(), rules::level, takenBack).forEach((id, held) -> {
            Account account = members.get(id);
            if (held.level().rank() > account.level().rank()) {
                begin(account, new Standing(held.level(), held.since()));
            } else {
                accounts.level(id, held);
                accounts.due(id, terms.atRiskOn(held.reviewOn()));
            }
            events.levelChanged(id, account.level(), held.level());
        });
    }

    /** @return when it is reviewed */
    private LocalDate begin(Account account, Standing standing) {
        LocalDate review = terms.reviewOn(standing.since());
        accounts.rise(
                account,
                new Held(standing.level(), standing.since(), review),
                rules.levelTable().content(),
                terms.lately());
        accounts.due(account.customerId(), terms.atRiskOn(review));
        return review;
    }
}
