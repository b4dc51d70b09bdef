package io.rapport.loyalty;

import io.rapport.loyalty.AccountTable.Account;
import io.rapport.loyalty.AccountTable.Held;
import io.rapport.loyalty.LedgerTable.NewEntry;
import io.rapport.loyalty.Lots.Expiring;
import io.rapport.loyalty.LoyaltyRules.Level;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the passing of days does to accounts: points expire and are announced before, levels are reviewed. Only accounts are
 * read for which there is something to do, by the day that is written with each.
 */
@Component
final class LoyaltyDay {

    /** Accounts in one transaction. */
    static final int PAGE = 200;

    private static final LocalDate NEVER = LocalDate.of(9999, 12, 31);

    private final AccountTable accounts;
    private final LedgerTable ledger;
    private final LoyaltyLevels levels;
    private final LoyaltyEvents events;
    private final LoyaltyTerms terms;
    private final TransactionTemplate transaction;

    LoyaltyDay(
            AccountTable accounts,
            LedgerTable ledger,
            LoyaltyLevels levels,
            LoyaltyEvents events,
            LoyaltyTerms terms,
            PlatformTransactionManager transactions) {
        this.accounts = accounts;
        this.ledger = ledger;
        this.levels = levels;
        this.events = events;
        this.terms = terms;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @return whether more accounts may be due */
    boolean advance() {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            LocalDate today = terms.today();
            List<Account> due = accounts.takeDue(today, PAGE);
            Map<String, Lots> lots =
                    ledger.lots(due.stream().map(Account::customerId).toList());
            List<NewEntry> entries = new ArrayList<>();
            for (Account account : due) {
                Lots its = lots.get(account.customerId());
                its.expired(today)
                        .forEach(share -> entries.add(new NewEntry(
                                account.customerId(),
                                null,
                                null,
                                "expire",
                                "expiry:" + today,
                                share.lot(),
                                -share.points(),
                                null)));
                pass(account, its, today);
            }
            ledger.add(entries, terms.now());
            return due.size() == PAGE;
        }));
    }

    private void pass(Account account, Lots lots, LocalDate today) {
        LocalDate announced = announce(account, lots, today);
        boolean riskChecked = account.riskChecked();
        LocalDate review = account.reviewOn();
        if (account.silent() || account.level() == null) {
            Optional<LocalDate> begun = levels.takeAsItIs(account);
            if (begun.isPresent()) {
                review = begun.get();
                riskChecked = false;
            }
        } else if (!review.isAfter(today)) {
            review(account, today);
            review = terms.reviewOn(today);
            riskChecked = false;
        } else if (!riskChecked && !terms.atRiskOn(review).isAfter(today)) {
            Level next = levels.atReview(account);
            if (next.rank() < account.level().rank()) {
                events.levelAtRisk(account.customerId(), account.level(), next, review);
            }
            riskChecked = true;
        }
        accounts.done(account, riskChecked, announced, due(lots, today, announced, review, riskChecked));
    }

    /** @return the last day whose expiry is announced by now; {@code null} if nothing was */
    private LocalDate announce(Account account, Lots lots, LocalDate today) {
        Expiring expiring = lots.expiring(later(today, account.announcedUntil()), terms.announcedUntil(today));
        if (expiring.points() == 0) {
            return account.announcedUntil();
        }
        if (!account.silent()) {
            events.pointsExpiring(account.customerId(), expiring.points(), expiring.first());
        }
        return expiring.last();
    }

    private void review(Account account, LocalDate today) {
        Level reached = levels.atReview(account);
        accounts.level(account.customerId(), new Held(reached, today, terms.reviewOn(today)));
        if (reached.rank() != account.level().rank()) {
            events.levelChanged(account.customerId(), account.level(), reached);
        }
    }

    private LocalDate due(Lots lots, LocalDate today, LocalDate announced, LocalDate review, boolean riskChecked) {
        LocalDate unannounced = lots.firstExpiry(later(today, announced));
        LocalDate first = Stream.of(
                        lots.firstExpiry(today),
                        unannounced == null ? null : terms.announcedOn(unannounced),
                        review,
                        review == null || riskChecked ? null : terms.atRiskOn(review))
                .filter(Objects::nonNull)
                .min(LocalDate::compareTo)
                .orElse(NEVER);
        return first.isAfter(today) ? first : today.plusDays(1);
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return other == null || other.isBefore(one) ? one : other;
    }
}
