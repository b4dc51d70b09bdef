package io.rapport.loyalty;

import io.rapport.loyalty.AccountTable.Account;
import io.rapport.loyalty.LevelTableState.Progress;
import io.rapport.loyalty.LoyaltyRules.LevelTable;
import io.rapport.loyalty.LoyaltyRules.RulesUnusable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Asks a changed table of levels for every member once it is live, page by page on one node at a time. The progress is kept
 * with each page, so that another node, or the next start, goes on where it ended.
 */
@Component
final class LevelsByTable {

    /** Members in one transaction. */
    static final int PAGE = 500;

    private final LoyaltyRules rules;
    private final LevelTableState state;
    private final AccountTable accounts;
    private final LoyaltyLevels levels;
    private final LoyaltyTerms terms;
    private final TransactionTemplate transaction;

    LevelsByTable(
            LoyaltyRules rules,
            LevelTableState state,
            AccountTable accounts,
            LoyaltyLevels levels,
            LoyaltyTerms terms,
            PlatformTransactionManager transactions) {
        this.rules = rules;
        this.state = state;
        this.accounts = accounts;
        this.levels = levels;
        this.terms = terms;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @return whether more members are to be asked */
    boolean advance() {
        Optional<LevelTable> live = live();
        if (live.isEmpty()) {
            return false;
        }
        LevelTable table = live.get();
        Progress known = state.read().orElse(null);
        if (known == null
                ? state.first(table)
                : known.finished() && known.table().equals(table)) {
            return false;
        }
        return Boolean.TRUE.equals(transaction.execute(
                status -> state.take().map(before -> page(before, table)).orElse(false)));
    }

    /** @return empty where there is no programme yet */
    private Optional<LevelTable> live() {
        try {
            return Optional.of(rules.levelTable());
        } catch (RulesUnusable e) {
            return Optional.empty();
        }
    }

    private boolean page(Progress before, LevelTable table) {
        if (table.number() < before.table().number()) {
            // this node does not know the newest yet
            return false;
        }
        Progress now = before.table().content().equals(table.content())
                ? before
                : before.next(table, terms.now(), terms.trialBegan());
        List<Account> members = now.finished() ? List.of() : accounts.after(now.after(), PAGE);
        Set<String> changed =
                levels.changes(members, rules::level, now.takenBack()).keySet();
        if (!changed.isEmpty()) {
            levels.change(changed, now.takenBack());
        }
        boolean more = members.size() == PAGE;
        String last = members.isEmpty()
                ? now.after()
                : members.get(members.size() - 1).customerId();
        state.write(now.later(table, last, !more), terms.now());
        return more;
    }
}
