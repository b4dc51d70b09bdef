package io.rapport.value;

import io.rapport.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Scores all customers, page by page. The sums of their orders are there already: a page is read, scored in Java and written
 * by one statement each.
 */
@Component
final class ScoringOfAll {

    private static final int PAGE = 5_000;
    private static final int SAMPLE = 20_000;

    /** Whose chance to buy again passes one of these steps is evaluated anew by others. */
    private static final double STEPS = 20;

    private static final String WRITE =
            """
            update rapport.customer_value v
            set recency_quintile = n.recency, frequency_quintile = n.frequency, monetary_quintile = n.monetary,
                alive = n.alive, expected_90 = n.in90, expected_365 = n.in365, lifetime_minor = n.lifetime,
                value_class = n.class, method = n.method, computed_at = :now
            from unnest(:ids::text[], :recency::smallint[], :frequency::smallint[], :monetary::smallint[],
                        :alive::double precision[], :in90::double precision[], :in365::double precision[],
                        :lifetime::bigint[], :classes::smallint[], :methods::text[])
                 n (id, recency, frequency, monetary, alive, in90, in365, lifetime, class, method)
            where v.customer_id = n.id""";

    private final JdbcClient jdbc;
    private final QuintileTable quintiles;
    private final LiveRules rules;

    ScoringOfAll(JdbcClient jdbc, QuintileTable quintiles, LiveRules rules) {
        this.jdbc = jdbc;
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

    private record Scored(CustomerScore score, boolean moved) {}

    /** Finds anew where fifths end: of what is expected by the live models, on a part of the customers. */
    void begin(LocalDate today) {
        quintiles.refresh();
        long all = jdbc.sql("select count(*) from rapport.customer_value")
                .query(Long.class)
                .single();
        if (all < Quintiles.FEWEST) {
            return;
        }
        Scoring scoring = new Scoring(rules.read(), Quintiles.NONE, today);
        double[] lifetimes = jdbc
                .sql("select * from rapport.customer_value tablesample bernoulli (:percent) repeatable (1)")
                .param("percent", Math.min(100, 100.0 * SAMPLE / all))
                .query((rs, n) -> ValueTable.purchases(rs))
                .list()
                .stream()
                .mapToDouble(one -> scoring.of(one).lifetimeMinor())
                .sorted()
                .toArray();
        if (lifetimes.length >= Quintiles.FEWEST) {
            quintiles.lifetime(Quintiles.borders(lifetimes));
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
                .query((rs, n) -> scored(rs, scoring))
                .list();
        write(page.stream().map(Scored::score).toList(), now);
        return new Page(
                page.size() < PAGE ? null : page.get(PAGE - 1).score().customerId(),
                page.size(),
                page.stream()
                        .filter(Scored::moved)
                        .map(one -> one.score().customerId())
                        .toList());
    }

    private static Scored scored(ResultSet rs, Scoring scoring) throws SQLException {
        CustomerScore score = scoring.of(ValueTable.purchases(rs));
        boolean moved = score.valueClass() != rs.getInt("value_class")
                || Math.floor(score.alive() * STEPS) != Math.floor(rs.getDouble("alive") * STEPS);
        return new Scored(score, moved);
    }

    private void write(List<CustomerScore> scores, Instant now) {
        if (scores.isEmpty()) {
            return;
        }
        jdbc.sql(WRITE)
                .param("ids", Columns.of(scores, CustomerScore::customerId))
                .param("recency", Columns.of(scores, CustomerScore::recency))
                .param("frequency", Columns.of(scores, CustomerScore::frequency))
                .param("monetary", Columns.of(scores, CustomerScore::monetary))
                .param("alive", Columns.of(scores, CustomerScore::alive))
                .param("in90", Columns.of(scores, CustomerScore::expected90))
                .param("in365", Columns.of(scores, CustomerScore::expected365))
                .param("lifetime", Columns.of(scores, CustomerScore::lifetimeMinor))
                .param("classes", Columns.of(scores, CustomerScore::valueClass))
                .param("methods", Columns.of(scores, score -> score.method().code()))
                .param("now", Timestamp.from(now))
                .update();
    }
}
