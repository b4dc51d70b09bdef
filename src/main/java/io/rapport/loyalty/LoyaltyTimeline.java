package io.rapport.loyalty;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Points, levels, coupons and recommendations on the timeline of a customer. */
@Component
final class LoyaltyTimeline implements TimelineSource {

    /** Points come back with the order that they paid, or because the hold of a till ended before. */
    private static final String POINTS =
            """
            select e.recorded_at as at, e.points, e.order_id,
                   case when e.kind = 'reverse' and r.state = 'timed-out' then 'hold-ended'
                        when e.kind = 'reverse' and r.state = 'cancelled' then 'hold-cancelled'
                        when e.kind = 'reverse' and starts_with(e.source, 'occasion:') then 'gift-taken-back'
                        else e.kind end as kind
            from rapport.loyalty_entry e left join rapport.loyalty_redemption r on r.id = e.redemption_id
            where e.customer_id = :customer and e.recorded_at < :before and e.points <> 0 and %s
            order by e.recorded_at desc, e.seq desc limit :most"""
                    .formatted(LedgerTable.AFTER_ERASURE);

    private static final String LEVELS =
            """
            select at, old, new from rapport.loyalty_level_change
            where customer_id = :customer and at < :before
            order by at desc, id desc limit :most""";

    /** Codes that went back to their pool, when they were issued and when they went; whose they are next is nobody's business here. */
    private static final String RETURNED =
            """
            select m.at, m.what, r.percent, r.amount, r.currency,
                   case when m.what = 'returned' then r.unsent end as unsent,
                   case when m.what = 'returned' then r.rule end as rule, case when m.what = 'returned' then r.why end as why
            from rapport.coupon_return r
            cross join lateral (values (r.issued_at, 'issued'), (r.returned_at, 'returned')) m (at, what)
            where r.customer_id = :customer and m.at < :before
            order by m.at desc, r.id desc, m.what desc limit :most""";

    /** Made, named by a friend (not by oneself), and named by the customer; nothing says who the other one is. */
    private static final String REFERRALS =
            """
            select * from (
                select made_at as at, 'referral.code-made' as what, code, null as state, null as reason, null as points
                from rapport.referral_code where customer_id = :customer
                union all
                select r.used_at, 'referral.friend', r.code, r.state, r.reason, r.points
                from rapport.referral_code c join rapport.referral r on r.code = c.code
                where c.customer_id = :customer and r.customer_id <> c.customer_id
                union all
                select used_at, 'referral.used', code, state, reason, friend_points
                from rapport.referral where customer_id = :customer) what
            where at < :before order by at desc, what limit :most""";

    private final JdbcClient jdbc;
    private final CouponTable coupons;
    private final BusinessClock clock;

    LoyaltyTimeline(JdbcClient jdbc, LastDays days, BusinessClock clock) {
        this.jdbc = jdbc;
        this.coupons = new CouponTable(jdbc, days);
        this.clock = clock;
    }

    @Override
    public List<TimelineEntry> entries(TimelineRequest request) {
        if (!request.asks(Kind.POINTS)) {
            return List.of();
        }
        List<TimelineEntry> entries = new ArrayList<>(asked(POINTS, request)
                .query((rs, n) -> TimelineEntry.of(
                        rs.getTimestamp("at").toInstant(),
                        Kind.POINTS,
                        "points.changed",
                        "points",
                        rs.getInt("points"),
                        "entry",
                        rs.getString("kind"),
                        "order",
                        rs.getString("order_id")))
                .list());
        entries.addAll(asked(LEVELS, request)
                .query((rs, n) -> TimelineEntry.of(
                        rs.getTimestamp("at").toInstant(),
                        Kind.POINTS,
                        "level.changed",
                        "before",
                        rs.getString("old"),
                        "level",
                        rs.getString("new")))
                .list());
        coupons.of(request.customerId(), request.before(), request.most(), clock.instant())
                .forEach(coupon -> entries.add(coupon(coupon)));
        entries.addAll(asked(RETURNED, request)
                .query((rs, n) -> TimelineEntry.of(
                        rs.getTimestamp("at").toInstant(),
                        Kind.POINTS,
                        "coupon." + rs.getString("what"),
                        "percent",
                        rs.getObject("percent", Integer.class),
                        "discount",
                        rs.getBigDecimal("amount"),
                        "currency",
                        rs.getBigDecimal("amount") == null ? null : rs.getString("currency"),
                        "unsent",
                        rs.getString("unsent"),
                        "rule",
                        rs.getString("rule"),
                        "why",
                        rs.getString("why")))
                .list());
        entries.addAll(asked(REFERRALS, request)
                .query((rs, n) -> TimelineEntry.of(
                        rs.getTimestamp("at").toInstant(),
                        Kind.POINTS,
                        rs.getString("what"),
                        "code",
                        rs.getString("code"),
                        "referral",
                        rs.getString("state"),
                        "refusal",
                        rs.getString("reason"),
                        "points",
                        rs.getObject("points", Integer.class)))
                .list());
        return entries;
    }

    /** With what became of it, so that nobody names a code to the customer that no till takes. */
    private static TimelineEntry coupon(Coupon coupon) {
        return TimelineEntry.of(
                coupon.issuedAt(),
                Kind.POINTS,
                "coupon.issued",
                "coupon",
                coupon.code(),
                "percent",
                coupon.percent(),
                "discount",
                coupon.amount(),
                "currency",
                coupon.amount() == null ? null : coupon.currency(),
                "expires",
                coupon.lastDay(),
                "state",
                coupon.state() == Coupon.State.ISSUED ? null : coupon.state().written());
    }

    private JdbcClient.StatementSpec asked(String sql, TimelineRequest request) {
        return jdbc.sql(sql).params(request.parameters());
    }
}
