package io.rapport.loyalty;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.Columns;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Pools of codes that a shop takes at its checkout: it made them and filled the pool, or it confirmed those that are made here
 * ({@link CouponStock}). Journeys take from them, each code once.
 */
@Component
public final class CouponPools {

    /**
     * A code that ends sooner may not be good for a whole day of the customer's any more after that of the mail: from the first
     * moment of a day where it begins first to the end of the next one where that ends last.
     */
    private static final Duration LEAST = Duration.ofHours(74);

    private static final String POOLS =
            """
            select p.*, (select count(*) from rapport.coupon_pool_code c
                         where c.pool = p.name and c.expires_at > :until) as free
            from rapport.coupon_pool p""";

    private final JdbcClient jdbc;
    private final LastDays days;
    private final BusinessClock clock;

    CouponPools(JdbcClient jdbc, LastDays days, BusinessClock clock) {
        this.jdbc = jdbc;
        this.days = days;
        this.clock = clock;
    }

    /**
     * Makes a pool that the shop fills, or changes what its codes give from now on.
     *
     * @param name of the pool
     * @param terms of each coupon; valid for whole days
     * @param alertBelow with fewer free codes than these the pool is short
     * @throws PoolFixed if it is one whose codes are made here
     */
    public void define(String name, CouponTerms terms, int alertBelow) {
        define(name, terms, alertBelow, null);
    }

    /**
     * Makes a pool, or changes it. What the codes give that a shop confirms stays as it is, since the shop has been informed of
     * it, and so does who makes the codes.
     *
     * @param name of the pool
     * @param terms of each coupon; valid for whole days
     * @param alertBelow with fewer free codes than these the pool is short
     * @param stock who confirms the codes; {@code null}: the shop makes them
     * @throws PoolFixed if the pool would become another one
     */
    public void define(String name, CouponTerms terms, int alertBelow, CouponPool.Stock stock) {
        int changed = jdbc.sql(
                        """
                insert into rapport.coupon_pool as p
                    (name, percent, amount, currency, minimum, skus, valid_days, alert_below, shop, stock)
                values (:name, :percent, :amount, :currency, :minimum, :skus, :days, :alert, :shop, :stock)
                on conflict (name) do update set percent = excluded.percent, amount = excluded.amount,
                    currency = excluded.currency, minimum = excluded.minimum, skus = excluded.skus,
                    valid_days = excluded.valid_days, alert_below = excluded.alert_below, stock = excluded.stock,
                    ask_at = null
                where p.shop is not distinct from excluded.shop
                  and (p.shop is null
                       or (p.percent, p.amount, p.currency, p.minimum, p.skus, p.valid_days) is not distinct from
                          (excluded.percent, excluded.amount, excluded.currency, excluded.minimum, excluded.skus,
                           excluded.valid_days))""")
                .param("name", name)
                .param("percent", terms.percent())
                .param("amount", terms.amount())
                .param("currency", terms.currency())
                .param("minimum", terms.minimum())
                .param("skus", terms.skus().isEmpty() ? null : terms.skus().toArray(String[]::new))
                .param("days", (int) terms.valid().toDays())
                .param("alert", alertBelow)
                .param("shop", stock == null ? null : stock.shop())
                .param("stock", stock == null ? null : stock.codes())
                .update();
        if (changed == 0) {
            throw new PoolFixed(fixedField(find(name).orElseThrow(), terms, stock));
        }
    }

    /** @return the first field that would change, as the API names it */
    private static String fixedField(CouponPool known, CouponTerms terms, CouponPool.Stock stock) {
        String before = known.stock() == null ? null : known.stock().shop();
        if (!Objects.equals(before, stock == null ? null : stock.shop())) {
            return "shop";
        }
        CouponTerms fixed = known.terms();
        if (!Objects.equals(fixed.percent(), terms.percent())) {
            return "percent";
        }
        if (isOther(fixed.amount(), terms.amount())) {
            return "amount";
        }
        if (isOther(fixed.minimum(), terms.minimum())) {
            return "minimum";
        }
        if (!Objects.equals(fixed.currency(), terms.currency())) {
            return "currency";
        }
        return fixed.skus().equals(terms.skus()) ? "validDays" : "skus";
    }

    private static boolean isOther(BigDecimal one, BigDecimal other) {
        return one == null || other == null ? one != other : one.compareTo(other) != 0;
    }

    /**
     * @param pool that is to get codes
     * @param codes as the shop knows them
     * @return those of them, as they are stored, that belong to another pool, or were made for a customer without one
     */
    List<String> ofOthers(String pool, Collection<String> codes) {
        return jdbc.sql(
                        """
                select n.code from unnest(:codes::text[]) n (code)
                where exists (select from rapport.coupon_pool_code f where f.code = n.code and f.pool <> :pool)
                   or exists (select from rapport.coupon c where c.code = n.code and c.pool is distinct from :pool)""")
                .param("pool", pool)
                .param("codes", Columns.of(codes, CouponCodes::normal))
                .query(String.class)
                .list();
    }

    /**
     * Fills a pool. Codes that are known already, free or issued, are left out.
     *
     * @param pool that there is, and that the shop fills
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
                .param("codes", Columns.of(codes, CouponCodes::normal))
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

    /** @return how many free codes each pool has, by its name */
    public Map<String, Integer> free() {
        return all().collect(Collectors.toMap(CouponPool::name, CouponPool::free));
    }

    /** @return the pools that are short of codes, by name */
    public List<CouponPool> shortPools() {
        return all().filter(CouponPool::isShort).toList();
    }

    /** @return the pools whose newest code the shop has not confirmed, by name */
    public List<CouponPool> unconfirmedPools() {
        return all().filter(pool -> pool.fault() != null).toList();
    }

    private Stream<CouponPool> all() {
        return jdbc
                .sql(POOLS + " order by p.name")
                .param("until", Timestamp.from(clock.instant().plus(LEAST)))
                .query(CouponPools::read)
                .list()
                .stream();
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
        return take(customerId, pool, null);
    }

    /**
     * The same for a day of the customer.
     *
     * @param customerId for whom
     * @param pool from which
     * @param occasion the day, such as {@code birthday}, which the mail may name; {@code null} for none
     * @return the coupon
     * @throws PoolEmpty if there is no such pool, or no free code in it
     */
    public Coupon take(String customerId, String pool, String occasion) {
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
                .orElseThrow(() -> new PoolEmpty("the pool of coupons '" + pool + "' has no free code; "
                        + (known.stock() == null
                                ? "have the shop fill it"
                                : "the shop '" + known.stock().shop() + "' must confirm more of them, see /operations")
                        + ", then the step is tried again"));
        CouponTerms terms = known.terms();
        LastDays.End end = days.end(customerId, now, terms.valid(), taken.expiresAt());
        Coupon coupon = new Coupon(
                taken.code(),
                customerId,
                terms.percent(),
                terms.amount(),
                terms.currency(),
                terms.minimum(),
                terms.skus(),
                occasion,
                Coupon.State.ISSUED,
                now,
                end.lastDay(),
                end.expiresAt());
        new CouponTable(jdbc, days).add(coupon, pool, taken.expiresAt());
        return coupon;
    }

    private static CouponPool read(ResultSet rs, int row) throws SQLException {
        String shop = rs.getString("shop");
        return new CouponPool(
                rs.getString("name"),
                terms(rs),
                rs.getInt("alert_below"),
                rs.getInt("free"),
                shop == null ? null : new CouponPool.Stock(shop, rs.getInt("stock")),
                rs.getString("fault"));
    }

    /** @return what the codes of the pool give of which a row has the columns */
    static CouponTerms terms(ResultSet rs) throws SQLException {
        Array skus = rs.getArray("skus");
        return new CouponTerms(
                rs.getObject("percent", Integer.class),
                rs.getBigDecimal("amount"),
                rs.getString("currency"),
                rs.getBigDecimal("minimum"),
                skus == null ? List.of() : List.of((String[]) skus.getArray()),
                Duration.ofDays(rs.getInt("valid_days")));
    }

    /** No code can be issued now. */
    public static final class PoolEmpty extends RuntimeException {

        private static final long serialVersionUID = 1;

        PoolEmpty(String message) {
            // an operator fills the pool; where in the program it was found says nothing
            super(message, null, false, false);
        }
    }

    /** A pool cannot become another one: the shop was informed of what its codes give. */
    public static final class PoolFixed extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final String field;

        PoolFixed(String field) {
            super("what the codes of the pool give, and who makes them, cannot change (" + field
                    + "); make a pool with another name");
            this.field = field;
        }

        /** @return what would have changed, as the API names it */
        public String field() {
            return field;
        }
    }
}
