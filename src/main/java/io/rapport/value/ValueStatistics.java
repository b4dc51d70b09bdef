package io.rapport.value;

import io.rapport.customer.Currencies;
import io.rapport.customer.ExchangeRates;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What models are fitted on, from the shop's orders. Rows are grouped by the database and read in pieces, so that memory does
 * not grow with the customers; all orders of a large shop take longer than the time within which an answer is expected else.
 */
@Component
final class ValueStatistics {

    private static final int FETCH = 10_000;

    /** A model cannot be checked on less. */
    private static final int SHORTEST_WEEKS = 26;

    private static final int SHORTEST_HOLDOUT = 8;
    private static final int LONGEST_HOLDOUT = 39;

    private static final String DAYS =
            """
            with bought as (
                select customer_id, (placed_at at time zone :zone)::date as day
                from rapport.kept_order group by 1, 2)
            """;

    private static final String BEFORE = DAYS
            + """
            , history as (
                select min(day) as first_day, max(day) filter (where day <= :cut) as last_day,
                       count(*) filter (where day <= :cut) - 1 as repeats,
                       count(*) filter (where day > :cut and day <= :until) as later
                from bought group by customer_id having min(day) <= :cut)
            select repeats, last_day - first_day as recency, :cut - first_day as age, count(*) as customers,
                   sum(later) as later
            from history group by 1, 2, 3""";

    private static final String BY_WEEK = DAYS
            + """
            , numbered as (
                select day, min(day) over (partition by customer_id) as first_day from bought)
            select (day - :since - 1) / 7 as week, count(*) as repeats
            from numbered where day > first_day and first_day <= :cut and day <= :until group by 1""";

    private static final String ALL =
            """
            select order_days - 1 as repeats, last_day - first_day as recency, greatest(:today, last_day) - first_day as age,
                   count(*) as customers, 0 as later
            from rapport.customer_value group by 1, 2, 3""";

    /** What there is. @param data {@code null} if it is too little */
    record Reading(FitQuantity quantity, FitData data) {}

    private final JdbcTemplate template;
    private final NamedParameterJdbcTemplate jdbc;
    private final ExchangeRates rates;

    ValueStatistics(DataSource database, ExchangeRates rates) {
        this.template = new JdbcTemplate(database);
        template.setFetchSize(FETCH);
        this.jdbc = new NamedParameterJdbcTemplate(template);
        this.rates = rates;
    }

    /**
     * Reads all, in the caller's transaction.
     *
     * @param today the day that is not over yet
     * @param zone of the shop
     * @param leastRepeaters so many customers who bought again there must be
     * @return the data, or how much is missing
     */
    Reading read(LocalDate today, ZoneId zone, int leastRepeaters) {
        LocalDate since = template.queryForObject("select min(first_day) from rapport.customer_value", LocalDate.class);
        LocalDate until = today.minusDays(1);
        long weeks = since == null ? 0 : ChronoUnit.WEEKS.between(since, until);
        if (weeks < SHORTEST_WEEKS) {
            return new Reading(young(weeks, leastRepeaters), null);
        }
        LocalDate cut = until.minusWeeks(Math.max(SHORTEST_HOLDOUT, Math.min(LONGEST_HOLDOUT, weeks / 3)));
        patiently();
        PurchaseGroups before =
                groups(BEFORE, Map.of("zone", zone.getId(), "cut", Date.valueOf(cut), "until", Date.valueOf(until)));
        FitQuantity quantity =
                new FitQuantity(before.allCustomers(), before.allRepeaters(), weeks, leastRepeaters, SHORTEST_WEEKS);
        if (!quantity.isEnough()) {
            return new Reading(quantity, null);
        }
        return new Reading(
                quantity,
                new FitData(
                        since,
                        cut,
                        until,
                        before,
                        groups(ALL, Map.of("today", Date.valueOf(today))),
                        spending(),
                        byWeek(since, cut, until, zone)));
    }

    private FitQuantity young(long weeks, int leastRepeaters) {
        return template.queryForObject(
                "select count(*) as customers, count(*) filter (where order_days > 1) as repeaters from rapport.customer_value",
                (row, n) -> quantity(row, weeks, leastRepeaters));
    }

    /** @return what a row says of customers and of those who bought again */
    static FitQuantity quantity(ResultSet row, long weeks, int leastRepeaters) throws SQLException {
        return new FitQuantity(
                row.getLong("customers"), row.getLong("repeaters"), weeks, leastRepeaters, SHORTEST_WEEKS);
    }

    /** The connection's own time-out is for answers that somebody waits for; the pool puts it back. */
    private void patiently() {
        template.execute((org.springframework.jdbc.core.ConnectionCallback<Void>) connection -> {
            connection.setNetworkTimeout(Runnable::run, 0);
            return null;
        });
    }

    private PurchaseGroups groups(String sql, Map<String, ?> parameters) {
        PurchaseGroups groups = new PurchaseGroups();
        jdbc.query(sql, parameters, row -> {
            groups.add(
                    row.getInt("repeats"),
                    row.getInt("recency"),
                    row.getInt("age"),
                    row.getInt("customers"),
                    row.getInt("later"));
        });
        return groups;
    }

    private SpendingHistories spending() {
        double minorUnits = Math.pow(10, Currencies.decimals(rates.reporting()));
        SpendingHistories spending = new SpendingHistories();
        template.query(
                "select repeat_paid_days, repeat_minor from rapport.customer_value"
                        + " where repeat_paid_days > 0 and repeat_minor > 0",
                row -> {
                    int count = row.getInt("repeat_paid_days");
                    spending.add(count, row.getLong("repeat_minor") / minorUnits / count);
                });
        return spending;
    }

    private long[] byWeek(LocalDate since, LocalDate cut, LocalDate until, ZoneId zone) {
        long[] byWeek = new long[(int) ChronoUnit.WEEKS.between(since, until)];
        jdbc.query(
                BY_WEEK,
                Map.of(
                        "zone",
                        zone.getId(),
                        "since",
                        Date.valueOf(since),
                        "cut",
                        Date.valueOf(cut),
                        "until",
                        Date.valueOf(until)),
                row -> {
                    int week = row.getInt("week");
                    if (week < byWeek.length) {
                        byWeek[week] = row.getLong("repeats");
                    }
                });
        return byWeek;
    }
}
