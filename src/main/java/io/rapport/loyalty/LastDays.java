package io.rapport.loyalty;

import io.rapport.calendar.QuietHours;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/**
 * The last days that mails name to customers, by each customer's own time zone: when coupons end, and when somebody may still be
 * reminded of what ends.
 */
@Component
public final class LastDays {

    /** The reminder comes on the third day from the last one, itself counted. */
    private static final long DAYS_BEFORE = 2;

    /** Where each day ends last. */
    private static final ZoneOffset LAST_TO_END = ZoneOffset.ofHours(-12);

    private final Customers customers;
    private final QuietHours night;

    /** @param night of customers, after which their morning begins */
    LastDays(Customers customers, QuietHours night) {
        this.customers = customers;
        this.night = night;
    }

    /**
     * When a coupon ends.
     *
     * @param lastDay as mails name it
     * @param expiresAt the end of that day, which is the first moment without the coupon
     */
    record End(LocalDate lastDay, Instant expiresAt) {}

    /**
     * @param customerId for whom; nobody gets a coupon who is not known
     * @param issuedAt now
     * @param valid for how many days after that of the issue
     * @return the last of these days, to its end where the customer lives
     */
    End end(String customerId, Instant issuedAt, Duration valid) {
        ZoneId zone = zone(customerId);
        return end(day(issuedAt, zone).plusDays(valid.toDays()), zone);
    }

    /**
     * @param shopEnd when the shop takes the code no more
     * @return as {@link #end}, but never later than the shop: then the last day on which it takes the code throughout, wherever the
     *     customer may live by then
     */
    End end(String customerId, Instant issuedAt, Duration valid, Instant shopEnd) {
        ZoneId zone = zone(customerId);
        LocalDate last = day(issuedAt, zone).plusDays(valid.toDays());
        LocalDate shops = day(shopEnd, LAST_TO_END).minusDays(1);
        return end(shops.isBefore(last) ? shops : last, zone);
    }

    private static End end(LocalDate lastDay, ZoneId zone) {
        return new End(lastDay, start(lastDay.plusDays(1), zone));
    }

    /**
     * When a coupon ends for who may have moved since its issue.
     *
     * @param issued what was computed then
     * @param shopEnd when the shop takes the code no more; {@code null} if it is no code of a pool
     * @param zone where the customer lives by now
     * @return the end of the last day there, but never sooner than at the issue, and never later than the shop
     */
    static Instant end(End issued, Instant shopEnd, ZoneId zone) {
        Instant here = end(issued.lastDay(), zone).expiresAt();
        Instant most = shopEnd != null && shopEnd.isBefore(here) ? shopEnd : here;
        return most.isAfter(issued.expiresAt()) ? most : issued.expiresAt();
    }

    /**
     * When to remind somebody of a coupon.
     *
     * @param coupon that was issued
     * @return the customer's morning two days before the last one; of a coupon for less than four days, that of the day halfway
     */
    public Instant remindAt(Coupon coupon) {
        ZoneId zone = zone(coupon.customerId());
        LocalDate last = coupon.lastDay();
        long days = ChronoUnit.DAYS.between(day(coupon.issuedAt(), zone), last);
        return night.nextAllowed(start(last.minusDays(Math.min(DAYS_BEFORE, days / 2)), zone), zone);
    }

    /**
     * Until when somebody may be reminded of a coupon.
     *
     * @param coupon that was issued
     * @return the first moment of its last day where the customer lives
     */
    public Instant begin(Coupon coupon) {
        return start(coupon.lastDay(), zone(coupon.customerId()));
    }

    /**
     * Until when somebody may be reminded of what ends with a day, such as points or a level.
     *
     * @param customerId whose
     * @param lastDay as it is named to the customer
     * @return the first moment of it where the customer lives
     */
    public Instant begin(String customerId, LocalDate lastDay) {
        return start(lastDay, zone(customerId));
    }

    /**
     * The last day of what ends with a day of the shop, such as points.
     *
     * @param customerId whose
     * @param end the first moment without it
     * @return the last day on which the customer has it throughout, where they live
     */
    LocalDate lastDay(String customerId, Instant end) {
        return day(end, zone(customerId)).minusDays(1);
    }

    /** @return where the customer lives, by whose clock the days of their coupons go */
    ZoneId zone(String customerId) {
        return customers.find(customerId).map(Customer::timeZone).orElse(ZoneOffset.UTC);
    }

    private static LocalDate day(Instant moment, ZoneId zone) {
        return LocalDate.ofInstant(moment, zone);
    }

    private static Instant start(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }
}
