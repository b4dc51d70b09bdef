package io.rapport.loyalty;

import io.rapport.calendar.BusinessClock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Personal discounts. */
@Component
public final class Coupons {

    private static final int NEWEST = 10;

    private final CouponTable table;
    private final LastDays days;
    private final BusinessClock clock;

    Coupons(JdbcClient jdbc, LastDays days, BusinessClock clock) {
        this.table = new CouponTable(jdbc, days);
        this.days = days;
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
        return issue(customerId, terms, null);
    }

    /**
     * Makes a coupon for a day of the customer.
     *
     * @param customerId for whom
     * @param terms what it gives
     * @param occasion the day, such as {@code birthday}, which the mail may name; {@code null} for none
     * @return the coupon, with a code that cannot be guessed
     */
    public Coupon issue(String customerId, CouponTerms terms, String occasion) {
        Instant now = clock.instant();
        LastDays.End end = days.end(customerId, now, terms.valid());
        Coupon coupon = new Coupon(
                CouponCodes.next(),
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
        table.add(coupon, null, null);
        return coupon;
    }

    /**
     * Takes a coupon back that nobody was informed of: no till takes it any more, and the code of a pool goes back there. If a
     * till has seen it, a shop that confirmed it is asked to take it no more. One that was used, or that a till has in hand,
     * stays.
     *
     * @param code as issued
     * @param why the message with it did not go, for the customer's timeline; {@code null} for another reason
     */
    public void withdraw(String code, Unsent why) {
        Instant now = clock.instant();
        if (!table.backToPool(CouponCodes.normal(code), why, now)) {
            table.withdraw(CouponCodes.normal(code), now);
        }
    }

    /**
     * Shows a coupon to a till. From then on its code is known there, and goes to no other customer.
     *
     * @param code as somebody typed it: small letters and spaces around it do not matter
     * @return the coupon, whatever has become of it
     */
    public Optional<Coupon> show(String code) {
        table.see(CouponCodes.normal(code), clock.instant());
        return find(code);
    }

    /**
     * @param customerId bare id
     * @return the customer's newest coupons, as far as tills may still take them; the newest first
     */
    public List<Coupon> good(String customerId) {
        return of(customerId, NEWEST).stream().filter(Coupon::isGood).toList();
    }

    /**
     * Lists what a customer has, for ourselves.
     *
     * @param customerId bare id
     * @param most how many at the most
     * @return the customer's coupons, whatever has become of them, the newest first
     */
    public List<Coupon> of(String customerId, int most) {
        Instant now = clock.instant();
        // those of this very moment, too
        return table.of(customerId, now.plusSeconds(1), most, now);
    }

    /**
     * Lists what was given for no occasion, such as an offer to come back.
     *
     * @param since the first moment of the issue
     * @return all such coupons, whatever has become of them, the oldest first
     */
    public List<Coupon> forNoOccasion(Instant since) {
        return table.forNoOccasion(since, clock.instant());
    }

    /**
     * Finds a coupon, for ourselves.
     *
     * @param code as issued, or as somebody typed it: small letters and spaces around it do not matter
     * @return the coupon, whatever has become of it
     */
    public Optional<Coupon> find(String code) {
        return table.find(CouponCodes.normal(code), clock.instant());
    }
}
