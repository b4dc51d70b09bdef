package io.rapport.loyalty;

import io.rapport.loyalty.CouponShops.Kind;
import io.rapport.loyalty.CouponShops.Request;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of what shops are asked about codes, and of the pools that they belong to. A code must be good for three days more than
 * its pool says: the last day of a coupon goes to its end where the customer lives by then.
 */
final class CouponRequests {

    /** How long a code may lie in the pool beside the time for which its coupon is valid. */
    private static final Duration SHELF = Duration.ofDays(60);

    /** So many codes are made for a pool in one transaction; the next run makes more. */
    private static final int MOST_CODES = 500;

    private final JdbcClient jdbc;

    CouponRequests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What a pool has and should have.
     *
     * @param missing codes that are neither free nor on their way; below 0 if there are too many
     * @param refusals codes in a row that the shop refused
     */
    record Lack(String pool, int missing, int refusals) {

        /** @return how many are to be made now: one, to see how it goes, where the shop refused several in a row */
        int codes(int mostRefusals) {
            return Math.max(0, Math.min(refusals >= mostRefusals ? 1 : MOST_CODES, missing));
        }
    }

    /** Locks the pools that shops confirm, but those that another node plans. @return what each has and should have */
    List<Lack> lacks(Instant now) {
        List<String> mine = jdbc.sql(
                        """
                select name from rapport.coupon_pool where shop is not null
                order by name for no key update skip locked""")
                .query(String.class)
                .list();
        return jdbc.sql(
                        """
                select p.name, p.refusals,
                       case when p.refusals >= :most and p.ask_at > :now then 0 else
                       p.stock - (select count(*)::int from rapport.coupon_pool_code c
                                  where c.pool = p.name and c.expires_at >= :now::timestamptz + make_interval(days => p.valid_days + 3))
                               - (select count(*)::int from rapport.coupon_request r
                                  where r.pool = p.name and r.kind = 'register') end as missing
                from rapport.coupon_pool p where p.name = any(:mine) order by p.name""")
                .param("now", Timestamp.from(now))
                .param("most", CouponStock.MOST_REFUSALS)
                .param("mine", mine.toArray(String[]::new))
                .query((rs, n) -> new Lack(rs.getString("name"), rs.getInt("missing"), rs.getInt("refusals")))
                .list();
    }

    /** Has free codes withdrawn that there are too many of, or that would end before a coupon is over. */
    void withdrawSurplus(String pool, Instant now) {
        jdbc.sql(
                        """
                with ranked as (
                    select c.code, c.expires_at < :now::timestamptz + make_interval(days => p.valid_days + 3)
                           or row_number() over (order by c.expires_at desc, c.code) > p.stock as surplus
                    from rapport.coupon_pool_code c join rapport.coupon_pool p on p.name = c.pool
                    where p.name = :pool),
                chosen as (
                    -- what a journey takes at this moment is not free any more
                    select code from rapport.coupon_pool_code
                    where code in (select code from ranked where surplus) for update skip locked),
                gone as (
                    delete from rapport.coupon_pool_code where code in (select code from chosen)
                    returning code, expires_at)
                insert into rapport.coupon_request (id, kind, code, pool, expires_at, created_at)
                select gen_random_uuid(), 'withdraw', code, :pool, expires_at, :now from gone""")
                .param("pool", pool)
                .param("now", Timestamp.from(now))
                .update();
    }

    /** Notes a code that the shop is to take. */
    void register(String pool, String code, Instant now) {
        jdbc.sql(
                        """
                insert into rapport.coupon_request (id, kind, code, pool, expires_at, created_at)
                select :id, 'register', :code, p.name, :now::timestamptz + make_interval(days => p.valid_days + :shelf), :now
                from rapport.coupon_pool p
                where p.name = :pool and not exists (select from rapport.coupon c where c.code = :code)
                  and not exists (select from rapport.coupon_pool_code f where f.code = :code)
                on conflict (code) do nothing""")
                .param("id", UUID.randomUUID())
                .param("code", code)
                .param("pool", pool)
                .param("shelf", (int) SHELF.toDays())
                .param("now", Timestamp.from(now))
                .update();
    }

    /** What has ended in the shop by itself needs no withdrawal; what would end too soon is not registered, but withdrawn. */
    void dropEnded(Instant now) {
        jdbc.sql("delete from rapport.coupon_request where kind = 'withdraw' and expires_at <= :now")
                .param("now", Timestamp.from(now))
                .update();
        jdbc.sql(
                        """
                update rapport.coupon_request r set id = gen_random_uuid(), kind = 'withdraw'
                from rapport.coupon_pool p
                where p.name = r.pool and r.kind = 'register'
                  and (r.claimed_until is null or r.claimed_until <= :now)
                  and (p.stock = 0 or r.expires_at < :now::timestamptz + make_interval(days => p.valid_days + 3))""")
                .param("now", Timestamp.from(now))
                .update();
    }

    /** @return the oldest request of those whose shop may be asked now, claimed until a moment */
    Optional<Request> claim(Instant now, Instant until) {
        return jdbc.sql(
                        """
                with next as (
                    select r.id from rapport.coupon_request r join rapport.coupon_pool p on p.name = r.pool
                    where (p.ask_at is null or p.ask_at <= :now)
                      and (r.claimed_until is null or r.claimed_until <= :now)
                    order by r.created_at, r.code limit 1 for update of r skip locked)
                update rapport.coupon_request r set claimed_until = :until
                from next n, rapport.coupon_pool p
                where r.id = n.id and p.name = r.pool
                returning r.id, r.kind, r.code, r.expires_at, p.*""")
                .param("now", Timestamp.from(now))
                .param("until", Timestamp.from(until))
                .query((rs, n) -> new Request(
                        rs.getObject("id", UUID.class),
                        rs.getString("shop"),
                        Kind.of(rs.getString("kind")),
                        rs.getString("name"),
                        rs.getString("code"),
                        CouponPools.terms(rs),
                        rs.getTimestamp("expires_at").toInstant()))
                .optional();
    }

    /** @return whether the request was still open */
    boolean end(UUID id) {
        return jdbc.sql("delete from rapport.coupon_request where id = :id")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** Journeys may take the code now. */
    void free(Request request) {
        jdbc.sql("insert into rapport.coupon_pool_code (code, pool, expires_at) values (:code, :pool, :expires)")
                .param("code", request.code())
                .param("pool", request.pool())
                .param("expires", Timestamp.from(request.expiresAt()))
                .update();
    }

    void succeeded(String pool) {
        jdbc.sql(
                        """
                update rapport.coupon_pool set failures = 0, refusals = 0, fault = null, ask_at = null
                where name = :pool and (failures, refusals, fault, ask_at) is distinct from (0, 0, null, null)""")
                .param("pool", pool)
                .update();
    }

    /** Gives the request back. @return how many of the pool's have failed in a row */
    int failed(Request request, String why) {
        jdbc.sql("update rapport.coupon_request set claimed_until = null where id = :id")
                .param("id", request.id())
                .update();
        return jdbc.sql(
                        """
                update rapport.coupon_pool set failures = failures + 1, fault = :why
                where name = :pool returning failures""")
                .param("pool", request.pool())
                .param("why", why)
                .query(Integer.class)
                .single();
    }

    /** @return how many codes of the pool the shop has refused in a row */
    int refused(String pool, String why) {
        return jdbc.sql(
                        """
                update rapport.coupon_pool set refusals = refusals + 1, failures = 0, fault = :why
                where name = :pool returning refusals""")
                .param("pool", pool)
                .param("why", why)
                .query(Integer.class)
                .single();
    }

    /** The shop is not asked about the pool before a moment. */
    void pause(String pool, Instant until) {
        jdbc.sql("update rapport.coupon_pool set ask_at = :until where name = :pool")
                .param("until", Timestamp.from(until))
                .param("pool", pool)
                .update();
    }
}
