package io.rapport.loyalty;

import io.rapport.database.Columns;
import io.rapport.loyalty.LevelHistory.Earned;
import io.rapport.loyalty.Lots.Lot;
import io.rapport.loyalty.LoyaltyStatements.Gift;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of the ledger. Who writes some has locked the customer's account ({@link AccountTable}). */
@Component
final class LedgerTable {

    /** What begins the source of the entries that end an account. */
    static final String ERASURE = "erasure:";

    /** What begins the source of what a customer got for a friend; the number of the referral follows. */
    static final String REFERRAL = "referral:";

    /** What begins the source of what a friend got. */
    static final String REFERRED = "referred:";

    /** What begins the source of what was given on a day that comes once a year; which day it was follows. */
    static final String OCCASION = "occasion:";

    /** Since when an account counts, of somebody who was erased: an older entry is another person's. */
    static final String AFTER_ERASURE =
            """
            e.seq > coalesce((select max(x.seq) from rapport.loyalty_entry x
                              where x.customer_id = e.customer_id
                                and coalesce(x.original_customer_id, x.customer_id)
                                    = coalesce(e.original_customer_id, e.customer_id)
                                and x.source like 'erasure:%'), 0)""";

    /** What counts for a level. */
    private static final String EARNED =
            """
            from rapport.loyalty_entry e
            where e.customer_id = any(:customers) and %s
              and (e.kind in ('earn', 'bonus') or e.kind = 'reverse' and e.redemption_id is null)"""
                    .formatted(AFTER_ERASURE);

    private static final String LOTS =
            """
            select customer_id, coalesce(lot, source) as lot, sum(points) as points,
                   min(expires_on) filter (where points > 0) as expires_on, min(seq) as since
            from rapport.loyalty_entry where customer_id = any(:customers)
            group by customer_id, coalesce(lot, source) having sum(points) <> 0""";

    private final JdbcClient jdbc;

    LedgerTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A new entry.
     *
     * @param lot {@code null}: the entry opens a lot of its source
     * @param expiresOn of an entry that opens a lot
     */
    record NewEntry(
            String customerId,
            String orderId,
            String redemptionId,
            String kind,
            String source,
            String lot,
            int points,
            LocalDate expiresOn) {}

    /** What the ledger has of an order. @param lot of its points */
    record OfOrder(String customerId, String lot, int earned, int left, long firstSeq) {}

    /** @return the lots of each of some customers; none of who has no points */
    Map<String, Lots> lots(Collection<String> customerIds) {
        Map<String, List<Lot>> rows = new HashMap<>();
        jdbc.sql(LOTS).param("customers", customerIds.toArray(String[]::new)).query(rs -> {
            rows.computeIfAbsent(rs.getString("customer_id"), any -> new ArrayList<>())
                    .add(lot(rs));
        });
        Map<String, Lots> lots = new HashMap<>();
        customerIds.forEach(customer -> lots.put(customer, Lots.of(rows.getOrDefault(customer, List.of()))));
        return lots;
    }

    Lots lots(String customerId) {
        return lots(List.of(customerId)).get(customerId);
    }

    /** @return each lot that is not at zero, also below it */
    List<Lot> openLots(String customerId) {
        return jdbc.sql(LOTS)
                .param("customers", new String[] {customerId})
                .query((rs, n) -> lot(rs))
                .list();
    }

    private static Lot lot(ResultSet rs) throws SQLException {
        return new Lot(
                rs.getString("lot"),
                rs.getInt("points"),
                rs.getObject("expires_on", LocalDate.class),
                rs.getLong("since"));
    }

    /** @return how many were not there yet */
    int add(List<NewEntry> entries, Instant now) {
        if (entries.isEmpty()) {
            return 0;
        }
        return jdbc.sql(
                        """
                insert into rapport.loyalty_entry
                    (customer_id, order_id, redemption_id, kind, source, lot, points, expires_on, recorded_at)
                select customer_id, order_id, redemption_id, kind, source, lot, points, expires_on, :now
                from unnest(:customers::text[], :orders::text[], :redemptions::text[], :kinds::text[], :sources::text[],
                            :lots::text[], :points::int[], :days::date[]) with ordinality
                     n (customer_id, order_id, redemption_id, kind, source, lot, points, expires_on, place)
                order by place
                on conflict (kind, source, coalesce(lot, source)) do nothing""")
                .param("customers", Columns.of(entries, NewEntry::customerId))
                .param("orders", Columns.of(entries, NewEntry::orderId))
                .param("redemptions", Columns.of(entries, NewEntry::redemptionId))
                .param("kinds", Columns.of(entries, NewEntry::kind))
                .param("sources", Columns.of(entries, NewEntry::source))
                .param("lots", Columns.of(entries, NewEntry::lot))
                .param("points", Columns.of(entries, NewEntry::points))
                .param("days", Columns.of(entries, NewEntry::expiresOn))
                .param("now", Timestamp.from(now))
                .update();
    }

    /** @return whether an entry of a kind came from a source already */
    boolean has(String kind, String source) {
        return jdbc.sql("select exists (select from rapport.loyalty_entry where kind = :kind and source = :source)")
                .param("kind", kind)
                .param("source", source)
                .query(Boolean.class)
                .single();
    }

    /** @return whose points have to do with some orders, by order */
    Map<String, String> owners(Collection<String> orderIds) {
        Map<String, String> owners = new TreeMap<>();
        jdbc.sql(
                        """
                select order_id, customer_id from rapport.loyalty_entry where order_id = any(:orders)
                union
                select order_id, customer_id from rapport.loyalty_redemption where order_id = any(:orders)""")
                .param("orders", orderIds.toArray(String[]::new))
                .query(rs -> {
                    owners.put(rs.getString("order_id"), rs.getString("customer_id"));
                });
        return owners;
    }

    /** @return what an order gave and still gives, by lot; without what belongs to who was erased since */
    List<OfOrder> ofOrder(String orderId) {
        return jdbc.sql(
                        """
                select customer_id, coalesce(lot, source) as lot, sum(points) filter (where kind = 'earn') as earned,
                       sum(points) as points, min(seq) as first
                from rapport.loyalty_entry e
                where order_id = :order and redemption_id is null and %s
                group by customer_id, coalesce(lot, source)
                having sum(points) filter (where kind = 'earn') is not null"""
                                .formatted(AFTER_ERASURE))
                .param("order", orderId)
                .query((rs, n) -> new OfOrder(
                        rs.getString("customer_id"),
                        rs.getString("lot"),
                        rs.getInt("earned"),
                        rs.getInt("points"),
                        rs.getLong("first")))
                .list();
    }

    /** @return what a redemption took and has not given back, by lot, those that expire last first */
    List<Lot> ofRedemption(String redemptionId) {
        return jdbc.sql(
                        """
                select coalesce(e.lot, e.source) as lot, -sum(e.points) as points, min(l.expires_on) as expires_on,
                       min(e.seq) as since
                from rapport.loyalty_entry e
                left join lateral (
                    select min(o.expires_on) as expires_on from rapport.loyalty_entry o
                    where o.customer_id = e.customer_id and coalesce(o.lot, o.source) = coalesce(e.lot, e.source)
                      and o.points > 0) l on true
                where e.redemption_id = :redemption and %s
                group by coalesce(e.lot, e.source) having sum(e.points) < 0
                order by min(l.expires_on) desc nulls first, min(e.seq) desc"""
                                .formatted(AFTER_ERASURE))
                .param("redemption", redemptionId)
                .query((rs, n) -> lot(rs))
                .list();
    }

    /** @return the exact points of each line that an order earned */
    Map<Integer, BigDecimal> lines(String orderId) {
        Map<Integer, BigDecimal> lines = new TreeMap<>();
        jdbc.sql("select line, points from rapport.loyalty_order_line where order_id = :order")
                .param("order", orderId)
                .query(rs -> {
                    lines.put(rs.getInt("line"), rs.getBigDecimal("points"));
                });
        return lines;
    }

    void addLines(String orderId, Map<Integer, BigDecimal> lines) {
        jdbc.sql(
                        """
                insert into rapport.loyalty_order_line (order_id, line, points)
                select :order, line, points from unnest(:lines::smallint[], :points::numeric[]) n (line, points)
                on conflict (order_id, line) do nothing""")
                .param("order", orderId)
                .param("lines", Columns.of(lines.keySet(), line -> line))
                .param("points", Columns.of(lines.values(), BigDecimal::toPlainString))
                .update();
    }

    /** @return what was earned since a moment, less what of it was taken back */
    int earnedSince(String customerId, Instant since) {
        return jdbc.sql("select coalesce(sum(e.points), 0) " + EARNED + " and e.recorded_at > :since")
                .param("customers", new String[] {customerId})
                .param("since", Timestamp.from(since))
                .query(Integer.class)
                .single();
    }

    /** @return what each of some earned since a moment, less what of it was taken back; nothing of who earned none */
    Map<String, Integer> earnedSince(Collection<String> customerIds, Instant since) {
        Map<String, Integer> earned = new HashMap<>();
        jdbc.sql("select e.customer_id, sum(e.points) as points " + EARNED
                        + " and e.recorded_at > :since group by e.customer_id")
                .param("customers", customerIds.toArray(String[]::new))
                .param("since", Timestamp.from(since))
                .query(row -> {
                    earned.put(row.getString("customer_id"), row.getInt("points"));
                });
        return earned;
    }

    /** @return all that was ever earned, and what of it was taken back */
    List<Earned> earned(String customerId) {
        return jdbc.sql("select e.recorded_at, e.points " + EARNED)
                .param("customers", new String[] {customerId})
                .query((rs, n) -> new Earned(rs.getTimestamp("recorded_at").toInstant(), rs.getInt("points")))
                .list();
    }

    /** @return for how many friends a customer got points since a moment */
    int rewardedReferrals(String customerId, Instant since) {
        return jdbc.sql(
                        """
                select count(*) from rapport.loyalty_entry e
                where e.customer_id = :customer and e.kind = 'bonus' and starts_with(e.source, :referral)
                  and e.recorded_at > :since and %s"""
                                .formatted(AFTER_ERASURE))
                .param("customer", customerId)
                .param("referral", REFERRAL)
                .param("since", Timestamp.from(since))
                .query(Integer.class)
                .single();
    }

    /** @return the source of the newest bonus since a moment whose source begins so */
    Optional<String> bonusSince(String customerId, String source, Instant since) {
        return jdbc.sql(
                        """
                select e.source from rapport.loyalty_entry e
                where e.customer_id = :customer and e.kind = 'bonus' and starts_with(e.source, :source)
                  and e.recorded_at > :since and %s
                order by e.recorded_at desc, e.seq desc limit 1"""
                                .formatted(AFTER_ERASURE))
                .param("customer", customerId)
                .param("source", source)
                .param("since", Timestamp.from(since))
                .query(String.class)
                .optional();
    }

    /** @return the gift of an occasion that came last since a moment */
    Optional<Gift> giftSince(String customerId, Instant since) {
        return jdbc.sql(
                        """
                select e.points, split_part(e.source, ':', 2) as occasion from rapport.loyalty_entry e
                where e.customer_id = :customer and e.kind = 'bonus' and starts_with(e.source, :occasion)
                  and e.recorded_at > :since and %s
                order by e.recorded_at desc, e.seq desc limit 1"""
                                .formatted(AFTER_ERASURE))
                .param("customer", customerId)
                .param("occasion", OCCASION)
                .param("since", Timestamp.from(since))
                .query((rs, n) -> new Gift(rs.getInt("points"), rs.getString("occasion")))
                .optional();
    }

    /** @return whether a customer ever got points as somebody's friend, also before an erasure */
    boolean isFriend(String customerId) {
        return jdbc.sql(
                        """
                select exists (
                    select from rapport.loyalty_entry
                    where customer_id = :customer and kind = 'bonus' and starts_with(source, :referred))""")
                .param("customer", customerId)
                .param("referred", REFERRED)
                .query(Boolean.class)
                .single();
    }

    /** @return whether anything is left of the account that an erasure must end */
    boolean isAny(String customerId) {
        return jdbc.sql("select exists (select from rapport.loyalty_entry e where e.customer_id = :customer and %s)"
                        .formatted(AFTER_ERASURE))
                .param("customer", customerId)
                .query(Boolean.class)
                .single();
    }

    /** @return the imports that entries of customers came by, but for those from before an erasure */
    List<Long> imports(Collection<String> customerIds) {
        return jdbc.sql(
                        """
                select distinct e.import_id from rapport.loyalty_entry e
                where e.customer_id = any(:ids) and e.import_id is not null and %s"""
                                .formatted(AFTER_ERASURE))
                .param("ids", customerIds.toArray(String[]::new))
                .query(Long.class)
                .list();
    }
}
