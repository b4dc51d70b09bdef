package io.rapport.loyalty;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.Columns;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Pools of codes that the shop made: filled by it, and taken from by journeys, each code once. */
@Component
public final class CouponPools {

    /** A code that ends sooner is of no use to who reads the mail a day later. */
    private static final Duration LEAST = Duration.ofDays(1);

    private static final String POOLS =
            """
            select p.*, (select count(*) from rapport.coupon_pool_code c
                         where c.pool = p.name and c.expires_at > :until) as free
            from rapport.coupon_pool p""";

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    CouponPools(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Makes a pool, or changes what its codes give from now on.
     *
     * @param name of the pool
     * @param terms of each coupon; valid for whole days
     * @param alertBelow with fewer free codes than these the pool is short
     */
    public void define(String name, CouponTerms terms, int alertBelow) {
        jdbc.sql(
                        """
                insert into rapport.coupon_pool
                    (name, percent, amount, currency, minimum, skus, valid_days, alert_below)
                values (:name, :percent, :amount, :currency, :minimum, :skus, :days, :alert)
                on conflict (name) do update set percent = excluded.percent, amount = excluded.amount,
                    currency = excluded.currency, minimum = excluded.minimum, skus = excluded.skus,
                    valid_days = excluded.valid_days, alert_below = excluded.alert_below""")
                .param("name", name)
                .param("percent", terms.percent())
                .param("amount", terms.amount())
                .param("currency", terms.currency())
                .param("minimum", terms.minimum())
                .param("skus", terms.skus().isEmpty() ? null : terms.skus().toArray(String[]::new))
                .param("days", (int) terms.valid().toDays())
                .param("alert", alertBelow)
                .update();
    }

    /**
     * Fills a pool. Codes that are known already, free or issued, are left out.
     *
     * @param pool that there is
     * @param codes as the shop knows them
     * @param expiresAt when they end in the shop
     * @return how many are new
     */
    public int add(String pool, Collection<String> codes, Instant expiresAt) {
        return jdbc.sql(
                        """
                insert into rapport.coupon_pool_code (code, pool, expires_at)
                select n.code, :pool, :expires from unnest(:codes::text[]) n (code)
                where not exists (select from rapport.coupon c where c.code = n.code)
                order by n.code
                on conflict (code) do nothing""")
                .param("pool", pool)
                .param("expires", Timestamp.from(expiresAt))
                .param("codes", Columns.of(codes, Coupons::normal))
                .update();
    }

    /**
     * Finds a pool.
     *
     * @param name of the pool
     * @return the pool as it stands
     */
    public Optional<CouponPool> find(String name) {
        return jdbc.sql(POOLS + " where p.name = :name")
                .param("name", name)
                .param("until", Timestamp.from(clock.instant().plus(LEAST)))
                .query(CouponPools::read)
                .optional();
    }

    /** @return the pools that are short of codes */
    public List<CouponPool> shortPools() {
        return jdbc
                .sql(POOLS + " order by p.name")
                .param("until", Timestamp.from(clock.instant().plus(LEAST)))
                .query(CouponPools::read)
                .list()
                .stream()
                .filter(CouponPool::isShort)
                .toList();
    }

    /**
     * Issues a code of a pool, of those that expire first. No other transaction takes the same one; one that is rolled back
     * has taken none.
     *
     * @param customerId for whom
     * @param pool from which
     * @return the coupon
     * @throws PoolEmpty if there is no such pool, or no free code in it
     */
    public Coupon take(String customerId, String pool) {
        CouponPool known = find(pool).orElseThrow(() -> new PoolEmpty("there is no pool of coupons '" + pool + "'"));
        record Taken(String code, Instant expiresAt) {}
        Instant now = clock.instant();
        Taken taken = jdbc.sql(
                        """
                delete from rapport.coupon_pool_code where code = (
                    select code from rapport.coupon_pool_code
                    where pool = :pool and expires_at > :until
                    order by expires_at, code limit 1 for update skip locked)
                returning code, expires_at""")
                .param("pool", pool)
                .param("until", Timestamp.from(now.plus(LEAST)))
                .query((rs, n) -> new Taken(
                        rs.getString("code"), rs.getTimestamp("expires_at").toInstant()))
                .optional()
                .orElseThrow(() -> new PoolEmpty("the pool of coupons '" + pool
                        + "' has no free code; have the shop fill it, then the step is tried again"));
        CouponTerms terms = known.terms();
        Instant valid = now.plus(terms.valid());
        Coupon coupon = new Coupon(
                taken.code(),
                customerId,
                terms.percent(),
                terms.amount(),
                terms.currency(),
                terms.minimum(),
                terms.skus(),
                Coupon.State.ISSUED,
                now,
                valid.isBefore(taken.expiresAt()) ? valid : taken.expiresAt());
        new CouponTable(jdbc).add(coupon, pool, taken.expiresAt());
        return coupon;
    }

    private static CouponPool read(ResultSet rs, int row) throws SQLException {
        Array skus = rs.getArray("skus");
        return new CouponPool(
                rs.getString("name"),
                new CouponTerms(
                        rs.getObject("percent", Integer.class),
                        rs.getBigDecimal("amount"),
                        rs.getString("currency"),
                        rs.getBigDecimal("minimum"),
                        skus == null ? List.of() : List.of((String[]) skus.getArray()),
                        Duration.ofDays(rs.getInt("valid_days"))),
                rs.getInt("alert_below"),
                rs.getInt("free"));
    }

    /** No code can be issued now. */
    public static final class PoolEmpty extends RuntimeException {

        private static final long serialVersionUID = 1;

        PoolEmpty(String message) {
            // an operator fills the pool; where in the program it was found says nothing
            super(message, null, false, false);
        }
    }
}
