package io.rapport.loyalty;

import io.rapport.loyalty.Redemption.State;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of coupons and of their use. Who uses one has locked its row. */
final class CouponTable {

    private static final String COUPONS =
            """
            select c.*, exists (select from rapport.coupon_redemption r
                                where r.code = c.code and r.state = 'held' and r.held_until > :now) as held
            from rapport.coupon c""";

    private final JdbcClient jdbc;
    private final LastDays days;

    CouponTable(JdbcClient jdbc, LastDays days) {
        this.jdbc = jdbc;
        this.days = days;
    }

    /** A use with what its request said. @param hash of the request, by which another one under its key is known */
    record Requested(CouponRedemption redemption, String hash) {}

    /**
     * @param pool where the code came from; {@code null}: made here
     * @param poolExpiresAt when the shop ends it
     */
    void add(Coupon coupon, String pool, Instant poolExpiresAt) {
        jdbc.sql(
                        """
                insert into rapport.coupon (code, customer_id, state, percent, amount, currency, minimum, skus, occasion,
                                            issued_at, last_day, expires_at, pool, pool_expires_at)
                values (:code, rapport.current_customer(:customer), 'issued', :percent, :amount, :currency, :minimum, :skus,
                        :occasion, :issued, :lastDay, :expires, :pool, :poolExpires)""")
                .param("code", coupon.code())
                .param("customer", coupon.customerId())
                .param("percent", coupon.percent())
                .param("amount", coupon.amount())
                .param("currency", coupon.currency())
                .param("minimum", coupon.minimum())
                .param("skus", coupon.skus().isEmpty() ? null : coupon.skus().toArray(String[]::new))
                .param("occasion", coupon.occasion())
                .param("issued", Timestamp.from(coupon.issuedAt()))
                .param("lastDay", coupon.lastDay())
                .param("expires", Timestamp.from(coupon.expiresAt()))
                .param("pool", pool)
                .param("poolExpires", poolExpiresAt == null ? null : Timestamp.from(poolExpiresAt))
                .update();
    }

    /**
     * Notes that a till has asked for a coupon; the first time alone is written. Before what it shows is read: who gives the code
     * back at the same moment has done so by then, or finds it noted.
     */
    void see(String code, Instant now) {
        jdbc.sql("update rapport.coupon set seen_at = :now where code = :code and seen_at is null")
                .param("code", code)
                .param("now", Timestamp.from(now))
                .update();
    }

    /**
     * Gives a code back to its pool that no till has seen, and notes that the customer had one.
     *
     * @return whether it went there
     */
    boolean backToPool(String code, Unsent why, Instant now) {
        return jdbc.sql(
                                """
                        with gone as (
                            delete from rapport.coupon c
                            where c.code = :code and c.state = 'issued' and c.pool is not null and c.seen_at is null
                              and not exists (select from rapport.coupon_redemption r where r.code = c.code)
                            returning c.*),
                             noted as (
                            insert into rapport.coupon_return
                                (customer_id, original_customer_id, pool, percent, amount, currency, issued_at, returned_at,
                                 unsent, rule, why)
                            select customer_id, original_customer_id, pool, percent, amount, currency, issued_at, :now,
                                   :unsent, :rule, :why
                            from gone)
                        insert into rapport.coupon_pool_code (code, pool, expires_at)
                        select code, pool, pool_expires_at from gone""")
                        .param("code", code)
                        .param("now", Timestamp.from(now))
                        .param("unsent", why == null ? null : why.outcome())
                        .param("rule", why == null ? null : why.rule())
                        .param("why", why == null ? null : why.why())
                        .update()
                == 1;
    }

    /**
     * Nobody can use the coupon any more, unless a till has it in hand or it was used. A shop that confirmed the code gets a
     * request to take it no more, which goes out after the transaction.
     */
    void withdraw(String code, Instant now) {
        jdbc.sql(
                        """
                with withdrawn as (
                    update rapport.coupon c set state = 'withdrawn'
                    where code = :code and state = 'issued'
                      and not exists (select from rapport.coupon_redemption r
                                      where r.code = c.code and r.state = 'held' and r.held_until > :now)
                    returning c.code, c.pool, c.pool_expires_at)
                insert into rapport.coupon_request (id, kind, code, pool, expires_at, created_at)
                select gen_random_uuid(), 'withdraw', w.code, w.pool, w.pool_expires_at, :now
                from withdrawn w join rapport.coupon_pool p on p.name = w.pool
                where p.shop is not null""")
                .param("code", code)
                .param("now", Timestamp.from(now))
                .update();
    }

    /** @return those for no occasion that were issued since, whatever has become of them, the oldest first */
    List<Coupon> forNoOccasion(Instant since, Instant now) {
        return jdbc
                .sql(COUPONS + " where c.occasion is null and c.issued_at >= :since order by c.issued_at, c.code")
                .param("since", Timestamp.from(since))
                .param("now", Timestamp.from(now))
                .query(CouponTable::stored)
                .list()
                .stream()
                .map(row -> row.at(now, days.zone(row.issued().customerId())))
                .toList();
    }

    Optional<Coupon> find(String code, Instant now) {
        return jdbc.sql(COUPONS + " where c.code = :code")
                .param("code", code)
                .param("now", Timestamp.from(now))
                .query(CouponTable::stored)
                .optional()
                .map(row -> row.at(now, days.zone(row.issued().customerId())));
    }

    /** @return the customer's coupons that were issued before a moment, the newest first, as they are now */
    List<Coupon> of(String customerId, Instant before, int most, Instant now) {
        ZoneId zone = days.zone(customerId);
        return jdbc
                .sql(
                        COUPONS
                                + " where c.customer_id = :customer and c.issued_at < :before order by c.issued_at desc, c.code limit :most")
                .param("customer", customerId)
                .param("before", Timestamp.from(before))
                .param("most", most)
                .param("now", Timestamp.from(now))
                .query(CouponTable::stored)
                .list()
                .stream()
                .map(row -> row.at(now, zone))
                .toList();
    }

    /** Keeps all others from using the coupon until the transaction ends. @return whether there is one */
    boolean lock(String code) {
        return jdbc.sql("select code from rapport.coupon where code = :code for no key update")
                .param("code", code)
                .query(String.class)
                .optional()
                .isPresent();
    }

    void use(String code) {
        jdbc.sql("update rapport.coupon set state = 'used' where code = :code")
                .param("code", code)
                .update();
    }

    /** Ends holds of the coupon whose time is over. */
    void endOverdue(String code, Instant now) {
        jdbc.sql(
                        """
                update rapport.coupon_redemption set state = 'timed-out', ended_at = :now
                where code = :code and state = 'held' and held_until <= :now""")
                .param("code", code)
                .param("now", Timestamp.from(now))
                .update();
    }

    /** @return whether it is new; false if the system used its key before */
    boolean add(CouponRedemption redemption, String system, String key, String hash, Instant now) {
        return jdbc.sql(
                                """
                        insert into rapport.coupon_redemption
                            (id, system, idempotency_key, request_hash, code, order_id, state, held_until, created_at)
                        values (:id, :system, :key, :hash, :code, :order, :state, :until, :now)
                        on conflict (system, idempotency_key) do nothing""")
                        .param("id", redemption.id())
                        .param("system", system)
                        .param("key", key)
                        .param("hash", hash)
                        .param("code", redemption.code())
                        .param("order", redemption.orderId())
                        .param("state", redemption.state().stored())
                        .param("until", Timestamp.from(redemption.heldUntil()))
                        .param("now", Timestamp.from(now))
                        .update()
                == 1;
    }

    Optional<Requested> byKey(String system, String key) {
        return jdbc.sql("select * from rapport.coupon_redemption where system = :system and idempotency_key = :key")
                .param("system", system)
                .param("key", key)
                .query((rs, n) -> new Requested(redemption(rs, n), rs.getString("request_hash")))
                .optional();
    }

    Optional<CouponRedemption> redemption(String system, String code, String id) {
        return jdbc.sql("select * from rapport.coupon_redemption where id = :id and system = :system and code = :code")
                .param("id", id)
                .param("system", system)
                .param("code", code)
                .query(CouponTable::redemption)
                .optional();
    }

    void end(String id, State state, String orderId, Instant now) {
        jdbc.sql(
                        """
                update rapport.coupon_redemption
                set state = :state, order_id = coalesce(:order, order_id), ended_at = coalesce(ended_at, :now) where id = :id""")
                .param("state", state.stored())
                .param("order", orderId)
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    private static CouponRedemption redemption(ResultSet rs, int row) throws SQLException {
        return new CouponRedemption(
                rs.getString("id"),
                rs.getString("code"),
                rs.getString("order_id"),
                State.of(rs.getString("state")),
                rs.getTimestamp("held_until").toInstant());
    }

    /**
     * A row.
     *
     * @param issued the coupon as it was issued
     * @param state as it is stored
     * @param isHeld whether a till has it in hand
     * @param shopEnd when the shop takes the code no more; {@code null} if it is no code of a pool
     */
    private record Stored(Coupon issued, String state, boolean isHeld, Instant shopEnd) {

        /** @return the coupon as it is at a moment for who lives there: what has become of it is decided here alone */
        Coupon at(Instant now, ZoneId zone) {
            Instant end = LastDays.end(new LastDays.End(issued.lastDay(), issued.expiresAt()), shopEnd, zone);
            Coupon.State current =
                    switch (state) {
                        case "used" -> Coupon.State.USED;
                        case "withdrawn" -> Coupon.State.WITHDRAWN;
                        // a till that took it in time may still confirm
                        default ->
                            isHeld ? Coupon.State.HELD : end.isAfter(now) ? Coupon.State.ISSUED : Coupon.State.EXPIRED;
                    };
            return new Coupon(
                    issued.code(),
                    issued.customerId(),
                    issued.percent(),
                    issued.amount(),
                    issued.currency(),
                    issued.minimum(),
                    issued.skus(),
                    issued.occasion(),
                    current,
                    issued.issuedAt(),
                    issued.lastDay(),
                    end);
        }
    }

    private static Stored stored(ResultSet rs, int row) throws SQLException {
        Array skus = rs.getArray("skus");
        Timestamp shopEnd = rs.getTimestamp("pool_expires_at");
        return new Stored(
                new Coupon(
                        rs.getString("code"),
                        rs.getString("customer_id"),
                        rs.getObject("percent", Integer.class),
                        rs.getBigDecimal("amount"),
                        rs.getString("currency"),
                        rs.getBigDecimal("minimum"),
                        skus == null ? List.of() : List.of((String[]) skus.getArray()),
                        rs.getString("occasion"),
                        Coupon.State.ISSUED,
                        rs.getTimestamp("issued_at").toInstant(),
                        rs.getObject("last_day", LocalDate.class),
                        rs.getTimestamp("expires_at").toInstant()),
                rs.getString("state"),
                rs.getBoolean("held"),
                shopEnd == null ? null : shopEnd.toInstant());
    }
}
