package io.rapport.customer;

import io.rapport.calendar.BusinessClock;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
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
    private final BusinessClock clock;

    Coupons(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Makes a coupon.
     *
     * @param customerId for whom
     * @param percent off, 1 to 100
     * @param valid from now on, positive
     * @return the coupon, with a code that cannot be guessed
     */
    public Coupon issue(String customerId, int percent, Duration valid) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("a coupon's percent must be 1 to 100, not " + percent);
        }
        if (valid.isNegative() || valid.isZero()) {
            throw new IllegalArgumentException("a coupon must be valid for some time, not " + valid);
        }
        Instant now = clock.instant();
        Coupon coupon = new Coupon(code(), customerId, percent, now, now.plus(valid));
        jdbc.sql(
                        """
                insert into rapport.coupon (code, customer_id, percent, issued_at, expires_at)
                values (:code, rapport.current_customer(:customer), :percent, :issued, :expires)""")
                .param("code", coupon.code())
                .param("customer", customerId)
                .param("percent", percent)
                .param("issued", Timestamp.from(coupon.issuedAt()))
                .param("expires", Timestamp.from(coupon.expiresAt()))
                .update();
        return coupon;
    }

    /**
     * Takes a coupon back that nobody was informed of; then there is none.
     *
     * @param code as issued
     */
    public void withdraw(String code) {
        jdbc.sql("delete from rapport.coupon where code = :code")
                .param("code", code)
                .update();
    }

    /**
     * Finds a coupon.
     *
     * @param code as issued
     * @return the coupon
     */
    public Optional<Coupon> find(String code) {
        return jdbc.sql("select * from rapport.coupon where code = :code")
                .param("code", code)
                .query((rs, n) -> new Coupon(
                        rs.getString("code"),
                        rs.getString("customer_id"),
                        rs.getInt("percent"),
                        Customers.instant(rs, "issued_at"),
                        Customers.instant(rs, "expires_at")))
                .optional();
    }

    private String code() {
        StringBuilder code = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }
}
