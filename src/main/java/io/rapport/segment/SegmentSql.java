package io.rapport.segment;

import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes the statement that says who is in which segments. Pure: conditions in, text and parameters out. Nothing of the file
 * ever stands in the text, which is put together of the pieces below; names, words, numbers and moments are parameters.
 *
 * <p>Each customer is joined with one derived table for each source that the conditions ask: so orders are read once, however
 * many windows there are. All of them are restricted to the customers that are asked for.
 */
final class SegmentSql {

    /** The parameter with the customers that are asked for. */
    static final String IDS = "ids";

    private static final String GIVEN = " where customer_id = any(:ids)";
    private static final String OF_ALL = " where true";

    private static final String WORTH = "select customer_id, value_class, alive from rapport.customer_worth";
    private static final String STANDING = "select customer_id, tier, stage from rapport.relationship_standing";

    private static final String SUPPOSED_WORTH =
            """
            select * from unnest(:ids::text[], :classes::int[], :chances::double precision[])
                          supposed (customer_id, value_class, alive)""";

    private static final String SUPPOSED_STANDING =
            "select * from unnest(:ids::text[], :tiers::text[], :stages::text[]) supposed (customer_id, tier, stage)";

    private final Map<String, SegmentDefinition> segments;
    private final LocalDate today;
    private final ZoneId zone;
    private final Rates rates;
    private final String scope;
    private final String worth;
    private final String standing;

    private final Map<String, Object> params = new LinkedHashMap<>();
    private final Map<Object, String> known = new LinkedHashMap<>();
    private final Map<String, String> joins = new LinkedHashMap<>();
    private final Source orders = new Source("o");
    private final Source lines = new Source("l");
    private final List<String> skus = new ArrayList<>();

    /** A statement with named parameters. */
    record Statement(String sql, Map<String, Object> params) {}

    /** The columns of a derived table, each once. */
    private static final class Source {

        private final String alias;
        private final Map<String, String> columns = new LinkedHashMap<>();
        private boolean allTime;
        private int longest;

        Source(String alias) {
            this.alias = alias;
        }

        String column(String expression, Integer days) {
            allTime |= days == null;
            longest = Math.max(longest, days == null ? 0 : days);
            return alias + "." + columns.computeIfAbsent(expression, none -> "n" + columns.size());
        }

        String columns() {
            return columns.entrySet().stream()
                    .map(column -> ", " + column.getKey() + " as " + column.getValue())
                    .collect(Collectors.joining());
        }
    }

    private SegmentSql(
            SegmentFile file, LocalDate today, ZoneId zone, Rates rates, String scope, String worth, String standing) {
        this.segments = file.segments();
        this.today = today;
        this.zone = zone;
        this.rates = rates;
        this.scope = scope;
        this.worth = worth;
        this.standing = standing;
    }

    /**
     * @param file what the segments are
     * @param names which of them are asked for
     * @param today the day that windows end with
     * @param zone the shop's
     * @param rates of currencies
     * @return a statement that gives {@code customer_id} and {@code segments} for the customers of the parameter
     *     {@link #IDS}, of those that there are and that are not erased
     */
    static Statement ofGiven(SegmentFile file, Collection<String> names, LocalDate today, ZoneId zone, Rates rates) {
        return new SegmentSql(file, today, zone, rates, GIVEN, WORTH + GIVEN, STANDING + GIVEN).statement(names);
    }

    /** @return as {@link #ofGiven}, for all customers */
    static Statement ofAll(SegmentFile file, Collection<String> names, LocalDate today, ZoneId zone, Rates rates) {
        return new SegmentSql(file, today, zone, rates, OF_ALL, WORTH + OF_ALL, STANDING + OF_ALL).statement(names);
    }

    /**
     * @return as {@link #ofGiven}, if those customers had the value classes, chances to buy again, tiers and stages of the
     *     parameters {@code classes}, {@code chances}, {@code tiers} and {@code stages}
     */
    static Statement ofSupposed(SegmentFile file, Collection<String> names, LocalDate today, ZoneId zone, Rates rates) {
        return new SegmentSql(file, today, zone, rates, GIVEN, SUPPOSED_WORTH, SUPPOSED_STANDING).statement(names);
    }

    private Statement statement(Collection<String> names) {
        StringJoiner cases = new StringJoiner(", ");
        for (String name : names) {
            cases.add("case when " + inSegment(name) + " then " + param(name) + " end");
        }
        String sql = "select c.customer_id, array_remove(array[" + cases + "]::text[], null) as segments"
                + " from rapport.known_profile c" + joined()
                + (scope.equals(GIVEN) ? " where c.customer_id = any(:ids)" : "");
        return new Statement(sql, params);
    }

    private String joined() {
        StringBuilder joined = new StringBuilder();
        if (!orders.columns.isEmpty()) {
            boolean money = orders.columns.keySet().stream().anyMatch(column -> column.startsWith("sum"));
            joined.append(" left join (select customer_id")
                    .append(orders.columns())
                    .append(" from rapport.standing_order")
                    .append(money ? ofRates() : "")
                    .append(scope)
                    .append(since(orders))
                    .append(" group by customer_id) o on o.customer_id = c.customer_id");
        }
        if (!lines.columns.isEmpty()) {
            joined.append(" left join (select customer_id")
                    .append(lines.columns())
                    .append(" from rapport.standing_order_line")
                    .append(scope)
                    .append(" and sku = any(")
                    .append(param(skus.toArray(String[]::new)))
                    .append(")")
                    .append(since(lines))
                    .append(" group by customer_id) l on l.customer_id = c.customer_id");
        }
        joins.forEach((alias, source) -> joined.append(" left join (")
                .append(source)
                .append(") ")
                .append(alias)
                .append(" on ")
                .append(alias)
                .append(".customer_id = c.customer_id"));
        return joined.toString();
    }

    /** @return what leaves older rows out, if no column asks for them */
    private String since(Source source) {
        return source.allTime ? "" : " and placed_at >= " + param(start(source.longest));
    }

    private String ofRates() {
        return " left join unnest(" + param(rates.currencies()) + "::text[], " + param(rates.froms())
                + "::text[]::date[], "
                + param(rates.untils()) + "::text[]::date[], " + param(rates.factors())
                + "::text[]::numeric[]) r (of_currency, from_day, until_day, factor)"
                + " on r.of_currency = currency and (placed_at at time zone 'UTC')::date >= r.from_day"
                + " and (placed_at at time zone 'UTC')::date < r.until_day";
    }

    /** @return the parameter that has a value, which is made once */
    private String param(Object value) {
        Object key = value instanceof Object[] array ? List.of(array.getClass(), List.of(array)) : value;
        return known.computeIfAbsent(key, none -> {
            String name = "p" + params.size();
            params.put(name, value);
            return ":" + name;
        });
    }

    private String text(String value) {
        return "cast(" + param(value) + " as text)";
    }

    /** @return the first moment of a window of so many days that ends with today */
    private Timestamp start(int days) {
        return Timestamp.from(Windows.start(today, days, zone));
    }

    private String within(String expression, Bounds bounds) {
        List<String> both = new ArrayList<>();
        if (bounds.least() != null) {
            both.add(expression + (bounds.withLeast() ? " >= " : " > ") + param(bounds.least()));
        }
        if (bounds.most() != null) {
            both.add(expression + (bounds.withMost() ? " <= " : " < ") + param(bounds.most()));
        }
        return "coalesce(" + String.join(" and ", both) + ", false)";
    }

    /** Of this and all pieces that follow: each is true or false, never null. */
    private String inSegment(String name) {
        joins.putIfAbsent(
                "x",
                "select customer_id, array_agg(segment) as segments from rapport.excluded_customer" + scope
                        + " group by customer_id");
        return "(" + sql(segments.get(name).condition()) + " and not coalesce(" + param(name)
                + " = any(x.segments), false))";
    }

    private String sql(SegmentCondition condition) {
        if (condition instanceof SegmentCondition.AllOf all) {
            return all.parts().stream().map(this::sql).collect(Collectors.joining(" and ", "(", ")"));
        }
        if (condition instanceof SegmentCondition.AnyOf any) {
            return any.parts().stream().map(this::sql).collect(Collectors.joining(" or ", "(", ")"));
        }
        if (condition instanceof SegmentCondition.Not not) {
            return "(not " + sql(not.part()) + ")";
        }
        if (condition instanceof SegmentCondition.InSegment segment) {
            return inSegment(segment.name());
        }
        if (condition instanceof SegmentCondition.OrderCount orders) {
            return within("coalesce(" + count("*", null, orders.days()) + ", 0)", orders.bounds());
        }
        if (condition instanceof SegmentCondition.Spend spend) {
            return within("coalesce(" + spent(spend.days()) + ", 0)", spend.bounds());
        }
        if (condition instanceof SegmentCondition.Bought bought) {
            return within(
                    "coalesce(" + count("distinct order_id", bought.sku(), bought.days()) + ", 0)", bought.bounds());
        }
        if (condition instanceof SegmentCondition.Registered registered) {
            return "coalesce(c.registered_at >= " + param(start(registered.days())) + ", false)";
        }
        if (condition instanceof SegmentCondition.NumberIs number) {
            return within(column(number.field()), number.bounds());
        }
        if (condition instanceof SegmentCondition.WordIs word) {
            return "coalesce(" + column(word.field()) + " = any("
                    + param(word.words().toArray(String[]::new)) + "), false)";
        }
        if (condition instanceof SegmentCondition.FlagIs flag) {
            return (flag.wanted() ? "" : "not ") + column(flag.field());
        }
        if (condition instanceof SegmentCondition.Score score) {
            return within(score(score.kind()), score.bounds());
        }
        if (condition instanceof SegmentCondition.ConsentIs consent) {
            return consent(consent);
        }
        if (condition instanceof SegmentCondition.AttributeIs attribute) {
            return "coalesce(c.attributes ->> " + text(attribute.name()) + " = any("
                    + param(attribute.texts().toArray(String[]::new)) + "), false)";
        }
        if (condition instanceof SegmentCondition.AttributeNumber attribute) {
            String name = text(attribute.name());
            return within(
                    "case when jsonb_typeof(c.attributes -> " + name + ") = 'number' then (c.attributes ->> " + name
                            + ")::numeric end",
                    attribute.bounds());
        }
        return date((SegmentCondition.DateWithin) condition);
    }

    private String count(String what, String sku, Integer days) {
        List<String> filters = new ArrayList<>();
        if (sku != null) {
            filters.add("sku = " + param(sku));
            if (!skus.contains(sku)) {
                skus.add(sku);
            }
        }
        if (days != null) {
            filters.add("placed_at >= " + param(start(days)));
        }
        String filter = filters.isEmpty() ? "" : " filter (where " + String.join(" and ", filters) + ")";
        return (sku == null ? orders : lines).column("count(" + what + ")" + filter, days);
    }

    private String spent(Integer days) {
        String filter = days == null ? "" : " filter (where placed_at >= " + param(start(days)) + ")";
        return orders.column("sum(total_minor * r.factor)" + filter, days);
    }

    /** A chance is rounded, so that a step is a step however it is stored. */
    private String column(NumberField field) {
        switch (field) {
            case VALUE_CLASS, ALIVE -> joins.putIfAbsent("v", worth);
            case POINTS ->
                joins.putIfAbsent(
                        "p",
                        "select customer_id, sum(points) as points from rapport.points_entry" + scope
                                + " group by customer_id");
            case OPEN_COMPLAINTS ->
                joins.putIfAbsent(
                        "k",
                        "select customer_id, count(*) as complaints from rapport.unsettled_complaint" + scope
                                + " group by customer_id");
        }
        return switch (field) {
            case VALUE_CLASS -> "v.value_class";
            case ALIVE -> "round(v.alive::numeric, 6)";
            case POINTS -> "coalesce(p.points, 0)";
            case OPEN_COMPLAINTS -> "coalesce(k.complaints, 0)";
        };
    }

    private String column(WordField field) {
        if (field != WordField.LANGUAGE) {
            joins.putIfAbsent("t", standing);
        }
        return switch (field) {
            case TIER -> "t.tier";
            case STAGE -> "t.stage";
            case LANGUAGE -> "c.language";
        };
    }

    private static String column(FlagField field) {
        return switch (field) {
            case EMAIL -> "c.has_email";
            case PHONE -> "c.has_phone";
            case NAME -> "c.has_name";
            case BIRTHDAY -> "c.has_birthday";
            case CONFIRMED -> "c.is_confirmed";
        };
    }

    private String score(String kind) {
        return alias(
                        "s",
                        "select distinct on (customer_id) customer_id, score from rapport.given_score" + scope
                                + (kind == null ? "" : " and kind = " + param(kind))
                                + " order by customer_id, answered_at desc")
                + ".score";
    }

    /** As {@code Consents.inForce} says it. */
    private String consent(SegmentCondition.ConsentIs consent) {
        String topic = param(consent.topic());
        String own = " filter (where topic = " + topic + ")";
        String all = " filter (where topic = 'all')";
        String said = alias(
                "g",
                "select customer_id, coalesce(max(event_seq)" + own + ", -9223372036854775808) as own_seq,"
                        + " (array_agg(granted order by event_seq desc)" + own + ")[1] as own_granted,"
                        + " (array_agg(basis order by event_seq desc)" + own + ")[1] as own_basis,"
                        + " max(event_seq)" + all + " as all_seq,"
                        + " (array_agg(granted order by event_seq desc)" + all + ")[1] as all_granted"
                        + " from rapport.said_consent" + scope + " and channel = " + param(consent.channel())
                        + " and topic in (" + topic + ", 'all') group by customer_id");
        return "case when not " + said + ".all_granted and " + said + ".own_seq < " + said + ".all_seq then 'withdrawn'"
                + " when not " + said + ".own_granted then 'withdrawn'"
                + " when " + said + ".own_granted and " + said + ".own_basis <> 'legitimate-interest' then 'granted'"
                + " else 'unsaid' end = " + text(consent.state().key());
    }

    private String date(SegmentCondition.DateWithin date) {
        LocalDate first = today.plusDays(date.first());
        LocalDate last = today.plusDays(date.last());
        String days;
        if (date.yearly()) {
            Map<Integer, List<LocalDate>> years = first.datesUntil(last.plusDays(1))
                    .collect(Collectors.groupingBy(LocalDate::getYear, TreeMap::new, Collectors.toList()));
            days = years.entrySet().stream()
                    .map(year -> "month_day = any(" + param(Windows.monthDays(year.getValue()))
                            + ") and (year is null or year < " + param(year.getKey()) + ")")
                    .collect(Collectors.joining(" or ", "(", ")"));
        } else {
            days = "year * 10000 + month_day between " + param(Windows.number(first)) + " and "
                    + param(Windows.number(last));
        }
        return alias(
                        "d",
                        "select customer_id from rapport.date_of_customer" + scope + " and name = " + param(date.of())
                                + " and " + days)
                + ".customer_id is not null";
    }

    /** @return the alias of a derived table that has at most one row a customer */
    private String alias(String letter, String source) {
        for (Map.Entry<String, String> join : joins.entrySet()) {
            if (join.getValue().equals(source)) {
                return join.getKey();
            }
        }
        String alias = letter + joins.size();
        joins.put(alias, source);
        return alias;
    }

    /**
     * Rates into the currency that the company uses, each from one day until before another; of the smallest units of the
     * currency into whole units of the company's.
     */
    record Rates(String[] currencies, String[] froms, String[] untils, String[] factors) {}
}
