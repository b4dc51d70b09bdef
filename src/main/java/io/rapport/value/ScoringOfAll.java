package io.rapport.value;

import io.rapport.customer.Moves;
import io.rapport.value.Scoring.Rules;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Scores all customers, page by page. The sums of their orders are there already: a page is read by one statement, scored in
 * Java, and those whose scores are others now are written by one; or are compared with what is written, and nothing is.
 */
@Component
final class ScoringOfAll {

    private static final int PAGE = 5_000;
    private static final int SAMPLE = 20_000;

    /** Whose chance to buy again passes one of these steps is evaluated anew by others. */
    private static final double STEPS = 20;

    private static final int PERCENT = 5;

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

    /**
     * A page that is compared.
     *
     * @param last the last customer of it; {@code null} if it was the last page
     * @param scored how many
     * @param moved whose value class would change, or whose chance to buy again would pass a step
     */
    record Compared(String last, int scored, List<Scored> moved) {}

    /** What is written of a customer, and what is found. */
    record Scored(CustomerScore before, CustomerScore now) {

        boolean isNew() {
            return !now.equals(before);
        }

        boolean isMoved() {
            return now.valueClass() != before.valueClass() || step(now.alive()) != step(before.alive());
        }

        /** @return from where to where */
        List<Moves> moves() {
            List<Moves> moves = new ArrayList<>();
            add(moves, FitCandidate.CLASS, before.valueClass(), now.valueClass());
            add(moves, FitCandidate.ALIVE, PERCENT * step(before.alive()), PERCENT * step(now.alive()));
            return moves;
        }

        private static void add(List<Moves> moves, String kind, int old, int now) {
            if (old != now) {
                moves.add(Moves.of(kind, String.valueOf(old), String.valueOf(now), 1));
            }
        }

        private static int step(double alive) {
            return (int) Math.floor(alive * STEPS);
        }
    }

    /** Finds anew where fifths end by the live models. */
    void begin(LocalDate today) {
        fifths(rules.read(), today).ifPresent(quintiles::write);
    }

    /**
     * Finds where fifths end, by a part of the customers if there are many.
     *
     * @param by what is expected of them
     * @return empty where there are too few customers
     */
    Optional<Quintiles> fifths(Rules by, LocalDate today) {
        long all = jdbc.sql("select count(*) from rapport.customer_value")
                .query(Long.class)
                .single();
        if (all < Quintiles.FEWEST) {
            return Optional.empty();
        }
        Scoring scoring = new Scoring(by, Quintiles.NONE, today);
        List<CustomerScore> sample = jdbc.sql(
                        "select * from rapport.customer_value tablesample bernoulli (:percent) repeatable (1)")
                .param("percent", Math.min(100, 100.0 * SAMPLE / all))
                .query((rs, n) -> scoring.of(ValueTable.purchases(rs)))
                .list();
        return sample.size() < Quintiles.FEWEST ? Optional.empty() : Optional.of(Quintiles.of(sample));
    }

    /**
     * Scores a page.
     *
     * @param after the last customer of the page before; empty for the first one
     * @return what was done
     */
    Page next(String after, LocalDate today, Instant now) {
        List<Scored> page = page(after, new Scoring(rules.read(), quintiles.read(), today));
        table.rescore(page.stream().filter(Scored::isNew).map(Scored::now).toList(), now);
        return new Page(
                last(page),
                page.size(),
                page.stream()
                        .filter(Scored::isMoved)
                        .map(one -> one.now().customerId())
                        .toList());
    }

    /**
     * Scores a page otherwise, and writes nothing.
     *
     * @param after the last customer of the page before; empty for the first one
     * @param scoring by what
     * @return who would move
     */
    Compared compare(String after, Scoring scoring) {
        List<Scored> page = page(after, scoring);
        return new Compared(
                last(page), page.size(), page.stream().filter(Scored::isMoved).toList());
    }

    private List<Scored> page(String after, Scoring scoring) {
        return jdbc.sql(
                        """
                select * from rapport.customer_value where customer_id > :after order by customer_id limit :page""")
                .param("after", after)
                .param("page", PAGE)
                .query((rs, n) -> new Scored(ValueTable.score(rs), scoring.of(ValueTable.purchases(rs))))
                .list();
    }

    private static String last(List<Scored> page) {
        return page.size() < PAGE ? null : page.get(PAGE - 1).now().customerId();
    }
}
