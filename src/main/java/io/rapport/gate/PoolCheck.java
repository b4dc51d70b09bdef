package io.rapport.gate;

import io.rapport.journey.expression.Spelling;
import io.rapport.loyalty.CouponPool;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks pools of coupons that models and tables name: nobody gets a code of one that there is not, or that is empty. */
final class PoolCheck {

    /** The input of steps, and the column of tables that answer it. */
    static final String POOL = "pool";

    private static final Pattern NUMBER = Pattern.compile("-?[0-9.]+");

    private PoolCheck() {}

    /** Finds rows that take coupons from such pools. */
    static void rows(ModelSet.Table table, Platform platform, Findings findings) {
        RuleTable.anyOf(table.element()).ifPresent(rules -> rules.rules().forEach(rule -> rules.literal(rule, POOL)
                // a number answers its digits
                .or(() -> Optional.of(rules.text(rule, POOL))
                        .filter(text -> NUMBER.matcher(text).matches()))
                .filter(pool -> !pool.isBlank())
                .ifPresent(pool -> check(pool, table.file(), rule, platform, findings))));
    }

    /** @param place that names the pool */
    static void check(String pool, String file, XmlElement place, Platform platform, Findings findings) {
        Integer free = platform.pools().get(pool);
        if (!CouponPool.isName(pool)) {
            findings.add(Rule.POOL_NAME, file, place, pool);
        } else if (free == null) {
            findings.add(
                    Rule.POOL_UNKNOWN,
                    file,
                    place,
                    pool,
                    Spelling.meant(pool, platform.pools().keySet()));
        } else if (free == 0) {
            findings.add(Rule.POOL_EMPTY, file, place, pool);
        }
    }
}
