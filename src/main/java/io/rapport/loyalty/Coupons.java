package io.rapport.loyalty;

import io.rapport.calendar.BusinessClock;
import java.security.SecureRandom;
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
    private final CouponTable table;
    private final BusinessClock clock;

    Coupons(JdbcClient jdbc, BusinessClock clock) {
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
        table.add(coupon, null, null);
        return coupon;
    }

    /**
     * Takes a coupon back that nobody was informed of: no till takes it any more, and a code that the shop made goes back to
     * its pool. One that was used, or that a till has in hand, stays.
     *
     * @param code as issued
     */
    public void withdraw(String code) {
        Instant now = clock.instant();
        if (!table.backToPool(normal(code))) {
            table.withdraw(normal(code), now);
        }
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
