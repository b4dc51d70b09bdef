package io.rapport.loyalty;

import io.rapport.calendar.BusinessClock;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Personal discounts. */
@Component
public final class Coupons {

    /** Without characters that are mistaken for each other. */
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int LENGTH = 10;

    private final SecureRandom random = new SecureRandom();
    private final JdbcClient jdbc;
    private final CouponTable table;
    private final BusinessClock clock;

    Coupons(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.table = new CouponTable(jdbc);
        this.clock = clock;
    }

    /**
     * Makes a coupon.
     *
     * @param customerId for whom
     * @param terms what it gives
     * @return the coupon, with a code that cannot be guessed
     */
    public Coupon issue(String customerId, CouponTerms terms) {
        Instant now = clock.instant();
        Coupon coupon = new Coupon(
                code(),
                customerId,
                terms.percent(),
                terms.amount(),
                terms.currency(),
                terms.minimum(),
                terms.skus(),
                Coupon.State.ISSUED,
                now,
                now.plus(terms.valid()));
        jdbc.sql(
                        """
                insert into rapport.coupon (code, customer_id, state, percent, amount, currency, minimum, skus, issued_at,
                                            expires_at)
                values (:code, :customer, 'issued', :percent, :amount, :currency, :minimum, :skus, :issued, :expires)""")
                .param("code", coupon.code())
                .param("customer", customerId)
                .param("percent", coupon.percent())
                .param("amount", coupon.amount())
                .param("currency", coupon.currency())
                .param("minimum", coupon.minimum())
                .param("skus", coupon.skus().isEmpty() ? null : coupon.skus().toArray(String[]::new))
                .param("issued", Timestamp.from(coupon.issuedAt()))
                .param("expires", Timestamp.from(coupon.expiresAt()))
                .update();
        return coupon;
    }

    /**
     * Takes a coupon back that nobody was informed of: no till takes it any more. One that was used, or that a till has in
     * hand, stays.
     *
     * @param code as issued
     */
    public void withdraw(String code) {
        jdbc.sql(
                        """
                update rapport.coupon c set state = 'withdrawn'
                where code = :code and state = 'issued'
                  and not exists (select from rapport.coupon_redemption r
                                  where r.code = c.code and r.state = 'held' and r.held_until > :now)""")
                .param("code", code)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /**
     * Finds a coupon.
     *
     * @param code as issued, or as somebody typed it: small letters and spaces around it do not matter
     * @return the coupon, whatever has become of it
     */
    public Optional<Coupon> find(String code) {
        return table.find(normal(code), clock.instant());
    }

    /** @return a code as it is stored */
    static String normal(String typed) {
        return typed.strip().toUpperCase(Locale.ROOT);
    }

    private String code() {
        StringBuilder code = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }
}
