package io.rapport.value;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Scores all customers, page by page. The sums of their orders are there already: a page is read by one statement, scored in
 * Java, and those whose scores are others now are written by one.
 */
@Component
final class ScoringOfAll {

    private static final int PAGE = 5_000;
    private static final int SAMPLE = 20_000;

    /** Whose chance to buy again passes one of these steps is evaluated anew by others. */
    private static final double STEPS = 20;

    private final JdbcClient jdbc;
    private final ValueTable table;
    private final QuintileTable quintiles;
    private final LiveRules rules;

    ScoringOfAll(JdbcClient jdbc, ValueTable table, QuintileTable quintiles, LiveRules rules) {
        this.jdbc = jdbc;
        this.table = table;
        this.quintiles = quintiles;
        this.rules = rules;
    }

    /**
     * A page that is scored.
     *
     * @param last the last customer of it; {@code null} if it was the last page
     * @param scored how many
     * @param moved whose value class changed, or whose chance to buy again passed a step
     */
    record Page(String last, int scored, List<String> moved) {}

    private record Scored(CustomerScore before, CustomerScore now) {

        boolean isNew() {
            return !now.equals(before);
        }

        boolean isMoved() {
            return now.valueClass() != before.valueClass()
                    || Math.floor(now.alive() * STEPS) != Math.floor(before.alive() * STEPS);
        }
    }

    /** Finds anew where fifths end, by a part of the customers if there are many: of what is expected by the live models. */
    void begin(LocalDate today) {
        long all = jdbc.sql("select count(*) from rapport.customer_value")
                .query(Long.class)
                .single();
        if (all < Quintiles.FEWEST) {
            return;
        }
        Scoring scoring = new Scoring(rules.read(), Quintiles.NONE, today);
        List<CustomerScore> sample = jdbc.sql(
                        "select * from rapport.customer_value tablesample bernoulli (:percent) repeatable (1)")
                .param("percent", Math.min(100, 100.0 * SAMPLE / all))
                .query((rs, n) -> scoring.of(ValueTable.purchases(rs)))
                .list();
        if (sample.size() >= Quintiles.FEWEST) {
            quintiles.write(Quintiles.of(sample));
        }
    }

    /**
     * Scores a page.
     *
     * @param after the last customer of the page before; empty for the first one
     * @return what was done
     */
    Page next(String after, LocalDate today, Instant now) {
        Scoring scoring = new Scoring(rules.read(), quintiles.read(), today);
        List<Scored> page = jdbc.sql(
                        """
                select * from rapport.customer_value where customer_id > :after order by customer_id limit :page""")
                .param("after", after)
                .param("page", PAGE)
                .query((rs, n) -> new Scored(ValueTable.score(rs), scoring.of(ValueTable.purchases(rs))))
                .list();
        table.rescore(page.stream().filter(Scored::isNew).map(Scored::now).toList(), now);
        return new Page(
                page.size() < PAGE ? null : page.get(PAGE - 1).now().customerId(),
                page.size(),
                page.stream()
                        .filter(Scored::isMoved)
                        .map(one -> one.now().customerId())
                        .toList());
    }
}
