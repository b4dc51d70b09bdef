package io.rapport.value;

import io.rapport.customer.Currencies;
import io.rapport.customer.ExchangeRates;
import io.rapport.customer.ExchangeRates.RateSpan;
import io.rapport.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** Sums of orders and scores by customer. */
@Component
final class ValueTable {

    /** An amount without a rate counts as a purchase and adds nothing. */
    private static final String PURCHASES =
            """
            with rate (currency, since, until, factor) as (
                select * from unnest(:currencies::text[], :since::date[], :until::date[], :factors::double precision[])),
            day as (
                select o.customer_id, (o.placed_at at time zone :zone)::date as day,
                       sum(round(o.amount_minor * r.factor))::bigint as spent
                from rapport.kept_order o
                left join rate r on r.currency = o.currency
                    and (o.placed_at at time zone 'UTC')::date >= r.since and (o.placed_at at time zone 'UTC')::date < r.until
                where o.customer_id = any(:ids)
                group by 1, 2),
            numbered as (
                select customer_id, day, spent, row_number() over (partition by customer_id order by day) as n from day)
            select customer_id, min(day) as first_day, max(day) as last_day, count(*) as order_days,
                   coalesce(sum(spent), 0) as spend_minor,
                   coalesce(sum(spent) filter (where n > 1), 0) as repeat_minor,
                   count(*) filter (where n > 1 and spent > 0) as repeat_paid_days
            from numbered group by customer_id order by customer_id""";

    private static final String WRITE =
            """
            insert into rapport.customer_value as v
                (customer_id, first_day, last_day, order_days, spend_minor, repeat_minor, repeat_paid_days, recency_quintile,
                 frequency_quintile, monetary_quintile, alive, expected_90, expected_365, lifetime_minor, value_class, method,
                 computed_at)
            select n.*, :now
            from unnest(:ids::text[], :first::date[], :last::date[], :days::int[], :spent::bigint[], :repeat::bigint[],
                        :paid::int[], :recency::int[], :frequency::int[], :monetary::int[],
                        :alive::double precision[], :in90::double precision[], :in365::double precision[],
                        :lifetime::bigint[], :classes::int[], :methods::text[]) n
            on conflict (customer_id) do update set
                first_day = excluded.first_day, last_day = excluded.last_day, order_days = excluded.order_days,
                spend_minor = excluded.spend_minor, repeat_minor = excluded.repeat_minor,
                repeat_paid_days = excluded.repeat_paid_days, recency_quintile = excluded.recency_quintile,
                frequency_quintile = excluded.frequency_quintile, monetary_quintile = excluded.monetary_quintile,
                alive = excluded.alive, expected_90 = excluded.expected_90, expected_365 = excluded.expected_365,
                lifetime_minor = excluded.lifetime_minor, value_class = excluded.value_class, method = excluded.method,
                computed_at = excluded.computed_at
            where (v.first_day, v.last_day, v.order_days, v.spend_minor, v.repeat_minor, v.repeat_paid_days,
                   v.recency_quintile, v.frequency_quintile, v.monetary_quintile, v.alive, v.expected_90, v.expected_365,
                   v.lifetime_minor, v.value_class, v.method)
                  is distinct from
                  (excluded.first_day, excluded.last_day, excluded.order_days, excluded.spend_minor, excluded.repeat_minor,
                   excluded.repeat_paid_days, excluded.recency_quintile, excluded.frequency_quintile,
                   excluded.monetary_quintile, excluded.alive, excluded.expected_90, excluded.expected_365,
                   excluded.lifetime_minor, excluded.value_class, excluded.method)""";

    private static final String RESCORE =
            """
            update rapport.customer_value v
            set recency_quintile = n.recency, frequency_quintile = n.frequency, monetary_quintile = n.monetary,
                alive = n.alive, expected_90 = n.in90, expected_365 = n.in365, lifetime_minor = n.lifetime,
                value_class = n.class, method = n.method, computed_at = :now
            from unnest(:ids::text[], :recency::int[], :frequency::int[], :monetary::int[],
                        :alive::double precision[], :in90::double precision[], :in365::double precision[],
                        :lifetime::bigint[], :classes::int[], :methods::text[])
                 n (id, recency, frequency, monetary, alive, in90, in365, lifetime, class, method)
            where v.customer_id = n.id""";

    private final JdbcClient jdbc;
    private final ExchangeRates rates;

    ValueTable(JdbcClient jdbc, ExchangeRates rates) {
        this.jdbc = jdbc;
        this.rates = rates;
    }

    /**
     * Sums up orders that were kept.
     *
     * @param customerIds whose
     * @param zone of the shop
     * @return one for each customer who has such an order
     */
    List<Purchases> sumUp(Collection<String> customerIds, ZoneId zone) {
        List<RateSpan> spans = rates.spans();
        int decimals = Currencies.decimals(rates.reporting());
        return jdbc.sql(PURCHASES)
                .param("currencies", Columns.of(spans, RateSpan::currency))
                .param("since", Columns.of(spans, RateSpan::from))
                .param("until", Columns.of(spans, RateSpan::until))
                .param("factors", Columns.of(spans, span -> span.rate()
                        .movePointRight(decimals - Currencies.decimals(span.currency()))))
                .param("zone", zone.getId())
                .param("ids", customerIds.toArray(String[]::new))
                .query((rs, n) -> purchases(rs))
                .list();
    }

    /**
     * @param purchases as they are now
     * @return of how many customers another number of purchases is stored, or none
     */
    int countOthers(List<Purchases> purchases) {
        if (purchases.isEmpty()) {
            return 0;
        }
        return jdbc.sql(
                        """
                select count(*) from unnest(:ids::text[], :days::int[]) n (id, days)
                left join rapport.customer_value v on v.customer_id = n.id
                where v.order_days is distinct from n.days""")
                .param("ids", Columns.of(purchases, Purchases::customerId))
                .param("days", Columns.of(purchases, Purchases::days))
                .query(Integer.class)
                .single();
    }

    /** @return whether no more customers than that have a score */
    boolean isAtMost(int customers) {
        return jdbc.sql("select count(*) <= :most from (select from rapport.customer_value limit :most + 1) counted")
                .param("most", customers)
                .query(Boolean.class)
                .single();
    }

    /** What is kept of a customer, with a score. */
    record Row(Purchases purchases, CustomerScore score) {}

    /**
     * Writes what changed.
     *
     * @param rows each customer once, in the order of their ids
     */
    void write(List<Row> rows, Instant now) {
        if (rows.isEmpty()) {
            return;
        }
        scores(jdbc.sql(WRITE), rows.stream().map(Row::score).toList(), now)
                .param("first", Columns.of(rows, row -> row.purchases().firstDay()))
                .param("last", Columns.of(rows, row -> row.purchases().lastDay()))
                .param("days", Columns.ofInts(rows, row -> row.purchases().days()))
                .param("spent", Columns.ofLongs(rows, row -> row.purchases().spentMinor()))
                .param("repeat", Columns.ofLongs(rows, row -> row.purchases().repeatMinor()))
                .param("paid", Columns.ofInts(rows, row -> row.purchases().repeatPaidDays()))
                .update();
    }

    /**
     * Writes scores of customers whose orders are as they were.
     *
     * @param scores each customer once
     */
    void rescore(List<CustomerScore> scores, Instant now) {
        if (!scores.isEmpty()) {
            scores(jdbc.sql(RESCORE), scores, now).update();
        }
    }

    private static StatementSpec scores(StatementSpec statement, List<CustomerScore> scores, Instant now) {
        return statement
                .param("ids", Columns.of(scores, CustomerScore::customerId))
                .param("recency", Columns.ofInts(scores, CustomerScore::recency))
                .param("frequency", Columns.ofInts(scores, CustomerScore::frequency))
                .param("monetary", Columns.ofInts(scores, CustomerScore::monetary))
                .param("alive", Columns.ofDoubles(scores, CustomerScore::alive))
                .param("in90", Columns.ofDoubles(scores, CustomerScore::expected90))
                .param("in365", Columns.ofDoubles(scores, CustomerScore::expected365))
                .param("lifetime", Columns.ofLongs(scores, CustomerScore::lifetimeMinor))
                .param("classes", Columns.ofInts(scores, CustomerScore::valueClass))
                .param("methods", Columns.of(scores, score -> score.method().code()))
                .param("now", Timestamp.from(now));
    }

    /** Deletes the rows of customers who have no kept order any more, or were erased. */
    void delete(Collection<String> customerIds) {
        if (!customerIds.isEmpty()) {
            jdbc.sql("delete from rapport.customer_value where customer_id = any(:ids)")
                    .param("ids", customerIds.toArray(String[]::new))
                    .update();
        }
    }

    /** @return scores of those customers who have one */
    List<CustomerScore> scores(Collection<String> customerIds) {
        return jdbc.sql("select * from rapport.customer_value where customer_id = any(:ids) order by customer_id")
                .param("ids", customerIds.toArray(String[]::new))
                .query((rs, n) -> score(rs))
                .list();
    }

    static Purchases purchases(ResultSet rs) throws SQLException {
        return new Purchases(
                rs.getString("customer_id"),
                rs.getObject("first_day", LocalDate.class),
                rs.getObject("last_day", LocalDate.class),
                rs.getInt("order_days"),
                rs.getLong("spend_minor"),
                rs.getLong("repeat_minor"),
                rs.getInt("repeat_paid_days"));
    }

    static CustomerScore score(ResultSet rs) throws SQLException {
        return new CustomerScore(
                rs.getString("customer_id"),
                rs.getObject("first_day", LocalDate.class),
                rs.getObject("last_day", LocalDate.class),
                rs.getInt("order_days"),
                rs.getLong("spend_minor"),
                rs.getInt("recency_quintile"),
                rs.getInt("frequency_quintile"),
                rs.getInt("monetary_quintile"),
                rs.getDouble("alive"),
                rs.getDouble("expected_90"),
                rs.getDouble("expected_365"),
                rs.getLong("lifetime_minor"),
                rs.getInt("value_class"),
                ScoringMethod.of(rs.getString("method")));
    }
}
