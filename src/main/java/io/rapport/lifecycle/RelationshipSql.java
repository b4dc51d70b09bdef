package io.rapport.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The statements that evaluate customers, written from the two tables. Their parameters: {@code :today} in the shop's zone,
 * {@code :zone}, {@code :since} (when the year of contacts begins), {@code :usual} (days between orders of who has no rhythm).
 */
final class RelationshipSql {

    /** What the tables ask for, by the names of their inputs. */
    private static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("valueClass", "m.value_class"),
            Map.entry("daysSinceLastOrder", "m.days"),
            Map.entry("contactsInYear", "m.contacts"),
            Map.entry("surveyScore", "m.survey_score"),
            Map.entry("openComplaints", "m.complaints"),
            Map.entry("currentTier", "m.current_tier"),
            Map.entry("orders", "m.orders"),
            Map.entry("alive", "m.alive"),
            Map.entry("rhythmPercent", "m.rhythm_percent"),
            Map.entry("ordersInStage", "m.orders_in_stage"),
            Map.entry("lapseReported", "m.lapse_reported"),
            Map.entry("currentStage", "m.current_stage"));

    /**
     * What is materialized is computed once, however often it is named. Integer arithmetic throughout: the usual interval counts
     * as one of the customer's own, who ordered once has that of the products, and the chance to be alive goes by steps of five
     * percent, the steps at which customers are noted when time alone has changed it.
     */
    private static final String MEASURED =
            """
            with asked as (%s),
            known as (
                select k.customer_id, k.lapsed_at, v.first_day, v.last_day, r.tier as old_tier, r.stage as old_stage,
                       r.tier_why as old_tier_why, r.stage_why as old_stage_why,
                       r.stage_orders as old_stage_orders, r.stage_order_day as old_stage_order_day, r.lapse_order_day as old_lapse_order_day, r.due_on as old_due_on,
                       r.evaluated_by,
                       coalesce(v.value_class, 0)::int as value_class,
                       coalesce(v.order_days, 0)::int as orders,
                       coalesce(floor(v.alive * 20)::int * 5, 0) as alive,
                       coalesce(least(36500, greatest(0, :today::date - v.last_day)), 36500) as days,
                       case when v.order_days > 1
                            then greatest(1, (v.last_day - v.first_day + :usual) / v.order_days)
                            when v.order_days = 1
                            then coalesce((select p.days from rapport.relationship_product_interval p
                                           where p.customer_id = a.customer_id), :usual)
                            else :usual end as rhythm,
                       (k.lapsed_at is not null
                        and (k.lapsed_at at time zone :zone)::date > coalesce(v.last_day, '-infinity'))::int as lapse_reported,
                       c.contacts, c.oldest_contact, coalesce(s.score, 0)::int as survey_score, o.complaints
                from asked a
                join rapport.relationship_customer k on k.customer_id = a.customer_id and not k.restricted
                left join %s v on v.customer_id = a.customer_id
                left join rapport.customer_relationship r on r.customer_id = a.customer_id
                cross join lateral (
                    select count(*)::int as contacts, min(at) as oldest_contact from rapport.relationship_contact
                    where customer_id = a.customer_id and at >= :since::timestamptz) c
                left join lateral (
                    select score from rapport.relationship_survey
                    where customer_id = a.customer_id order by answered_at desc, opened_at desc limit 1) s on true
                cross join lateral (
                    select count(*)::int as complaints from rapport.relationship_complaint
                    where customer_id = a.customer_id) o),
            measured as materialized (
                select k.*, k.days * 100 / k.rhythm as rhythm_percent,
                       coalesce(k.old_tier, 'none') as current_tier, coalesce(k.old_stage, 'none') as current_stage,
                       case when k.old_stage is null or k.last_day <= k.old_stage_order_day then 0
                            when k.last_day > k.old_stage_order_day then greatest(1, k.orders - k.old_stage_orders)
                            else greatest(0, k.orders - k.old_stage_orders) end as orders_in_stage
                from known k),
            answered as materialized (
                select m.*, %s as tier_row, %s as stage_row, %s as next_on from measured m),
            named as (
                select w.*, (:tiers::text[])[tier_row] as tier, (:tierWhys::text[])[tier_row] as tier_why,
                       (:stages::text[])[stage_row] as stage, (:stageWhys::text[])[stage_row] as stage_why
                from answered w)""";

    /**
     * Stores tiers and stages, and why they hold, where they are not what is stored, and returns each that the same tables decided
     * differently before; also, without a tier, customers who may not be scored. What most events say of a customer changes none
     * of it, and then nothing is written. Since when a tier holds stays while its row of the table changes; why it came to be is
     * kept with the change.
     */
    private static final String WRITTEN =
            """
            , decided as (
                select n.*, case when stage = 'lapsed' and old_stage is distinct from 'lapsed' then last_day
                                 else old_lapse_order_day end as last_lapse_day
                from named n
                where tier is not null and stage is not null),
            written as (
                insert into rapport.customer_relationship as t
                    (customer_id, tier, tier_since, tier_why, stage, stage_since, stage_why, stage_orders, stage_order_day,
                     lapse_order_day, due_on, evaluated_by)
                select customer_id, tier, :now::timestamptz, tier_why, stage, :now::timestamptz, stage_why, orders,
                       last_day, last_lapse_day, next_on, :version
                from decided
                where (old_tier, old_tier_why, old_stage, old_stage_why, old_lapse_order_day, old_due_on, evaluated_by)
                      is distinct from (tier, tier_why, stage, stage_why, last_lapse_day, next_on, :version)
                order by customer_id
                on conflict (customer_id) do update set
                    tier = excluded.tier,
                    tier_since = case when t.tier = excluded.tier then t.tier_since else excluded.tier_since end,
                    tier_why = excluded.tier_why,
                    stage = excluded.stage,
                    stage_since = case when t.stage = excluded.stage then t.stage_since else excluded.stage_since end,
                    stage_why = excluded.stage_why,
                    stage_orders = case when t.stage = excluded.stage then t.stage_orders else excluded.stage_orders end,
                    stage_order_day = case when t.stage = excluded.stage then t.stage_order_day else excluded.stage_order_day end,
                    lapse_order_day = excluded.lapse_order_day,
                    due_on = excluded.due_on,
                    evaluated_by = excluded.evaluated_by)
            select customer_id, old_tier, tier, tier_why, old_stage, stage, stage_why, last_day,
                   stage = 'lapsed' and old_stage <> 'lapsed' and last_day is not null
                   and (old_lapse_order_day is null or last_day > old_lapse_order_day)
                   and (lapsed_at is null or (lapsed_at at time zone :zone)::date <= last_day) as lapses
            from decided
            where split_part(evaluated_by, '/', 1) = :tables and (tier <> old_tier or stage <> old_stage)
            union all
            select customer_id, null, null, null, null, null, null, null, null from asked a
            where not exists (select from measured m where m.customer_id = a.customer_id)
            order by customer_id""";

    /** Counts who would stand otherwise; changes nothing. */
    private static final String MOVED =
            """

            select n.kind, n.old, n.new, count(*) as customers
            from named cross join lateral (values ('tier', old_tier, tier), ('stage', old_stage, stage)) n (kind, old, new)
            where n.old <> n.new
            group by 1, 2, 3 order by 1, 4 desc, 2, 3""";

    /** Says where each would stand; changes nothing. */
    private static final String SUPPOSED =
            """

            select customer_id, old_tier, tier, old_stage, stage from named
            where tier is not null and stage is not null""";

    private static final String GIVEN = "select unnest(:ids::text[]) as customer_id";

    private static final String WORTH = "rapport.relationship_value";

    private static final String SUPPOSED_OF =
            "select * from unnest(:ids::text[], :classes::int[], :chances::double precision[]) s (customer_id, value_class, alive)";

    /** Customer by customer, by key: a second list of them would be compared each with each. */
    private static final String SUPPOSED_WORTH =
            """
            lateral (select w.customer_id, w.first_day, w.last_day, w.order_days, a.alive, a.value_class
                                   from rapport.relationship_value w where w.customer_id = a.customer_id)""";

    private final BandTable tier;
    private final BandTable stage;

    RelationshipSql(BandTable tier, BandTable stage) {
        this.tier = tier;
        this.stage = stage;
    }

    /** @return evaluates the customers {@code :ids} */
    String ofCustomers() {
        return measured(GIVEN, WORTH) + WRITTEN;
    }

    /** @return counts how many of all would move, by table, from and to */
    String moved() {
        return measured("select customer_id from rapport.customer_relationship", WORTH) + MOVED;
    }

    /** @return evaluates the customers {@code :ids}, if they were worth {@code :classes} and {@code :chances} */
    String supposing() {
        return measured(SUPPOSED_OF, SUPPOSED_WORTH) + SUPPOSED;
    }

    private String measured(String asked, String worth) {
        return MEASURED.formatted(asked, worth, tier.sql(COLUMNS::get), stage.sql(COLUMNS::get), nextOn());
    }

    /** The first day on which days alone may lead into another band. */
    private String nextOn() {
        List<String> days = new ArrayList<>();
        TreeSet<Long> sinceOrder = cuts("daysSinceLastOrder");
        if (!sinceOrder.isEmpty()) {
            days.add(next(sinceOrder, "m.days", "%1$d"));
        }
        TreeSet<Long> percents = cuts("rhythmPercent");
        if (!percents.isEmpty()) {
            days.add(next(percents, "m.rhythm_percent", "(%1$d * m.rhythm + 99) / 100"));
        }
        if (!cuts("contactsInYear").isEmpty()) {
            days.add("(m.oldest_contact at time zone :zone)::date + 365");
        }
        return days.isEmpty() ? "null::date" : "least(" + String.join(", ", days) + ")";
    }

    private static String next(TreeSet<Long> cuts, String value, String days) {
        StringBuilder sql = new StringBuilder("m.last_day + case");
        for (long cut : cuts) {
            sql.append(" when ")
                    .append(value)
                    .append(" < ")
                    .append(cut)
                    .append(" then ")
                    .append(days.formatted(cut));
        }
        return sql.append(" end").toString();
    }

    private TreeSet<Long> cuts(String input) {
        TreeSet<Long> cuts = new TreeSet<>(tier.cuts(input));
        cuts.addAll(stage.cuts(input));
        return cuts;
    }
}
