package io.rapport.loyalty;

import io.rapport.customer.Moves;
import io.rapport.loyalty.AccountTable.Account;
import io.rapport.loyalty.LoyaltyRules.Level;
import io.rapport.loyalty.LoyaltyRules.LevelTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Says before a changed table of levels is live whose level would change by it. */
@Component
public final class LevelPreviews {

    private static final int PAGE = 5_000;
    private static final int MOST_SECONDS = 120;

    private final LevelTableState state;
    private final AccountTable accounts;
    private final LoyaltyLevels levels;
    private final LoyaltyTerms terms;
    private final TransactionTemplate reading;

    LevelPreviews(
            LevelTableState state,
            AccountTable accounts,
            LoyaltyLevels levels,
            LoyaltyTerms terms,
            PlatformTransactionManager transactions) {
        this.state = state;
        this.accounts = accounts;
        this.levels = levels;
        this.terms = terms;
        this.reading = new TransactionTemplate(transactions);
        reading.setReadOnly(true);
        reading.setTimeout(MOST_SECONDS);
    }

    /**
     * Counts whose level would change. Nothing is changed.
     *
     * @param content of the changed table, as {@link LevelTable#content}
     * @param table of levels, by points and value of a period
     * @return what it would change
     * @throws LoyaltyRules.RulesUnusable if the table fails or has no rule for somebody
     */
    public LevelPreview of(String content, BiFunction<Integer, BigDecimal, Level> table) {
        return reading.execute(status -> {
            Set<String> takenBack = state.read()
                    .map(now -> now.next(new LevelTable(content, 0), terms.now(), terms.trialBegan())
                            .takenBack())
                    .orElse(Set.of());
            List<Moves> moves = new ArrayList<>();
            String after = "";
            List<Account> page;
            do {
                page = accounts.after(after, PAGE);
                Map<String, Account> members =
                        page.stream().collect(Collectors.toMap(Account::customerId, Function.identity()));
                levels.changes(page, table, takenBack)
                        .forEach((id, held) -> moves.add(Moves.of(
                                "level",
                                members.get(id).level().name(),
                                held.level().name(),
                                1)));
                after = page.isEmpty() ? after : page.get(page.size() - 1).customerId();
            } while (page.size() == PAGE);
            return new LevelPreview(accounts.members(), Moves.together(moves));
        });
    }
}
