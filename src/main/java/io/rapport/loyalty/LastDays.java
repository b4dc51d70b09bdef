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

    private final Customers customers;
    private final QuietHours night;

    /** @param night of customers, after which their morning begins */
    LastDays(Customers customers, QuietHours night) {
        this.customers = customers;
        this.night = night;
    }

    /**
     * @param customerId for whom; nobody gets a coupon who is not known
     * @param issuedAt now
     * @param valid for how many days after that of the issue
     * @return the end of the last of these days where the customer lives, which is the first moment without the coupon
     */
    Instant end(String customerId, Instant issuedAt, Duration valid) {
        ZoneId zone = zone(customerId);
        return start(day(issuedAt, zone).plusDays(valid.toDays() + 1), zone);
    }

    /**
     * @param shopEnd when the shop takes the code no more
     * @return as {@link #end}, but never later than the shop: then the end of the last day on which it takes the code throughout
     */
    Instant end(String customerId, Instant issuedAt, Duration valid, Instant shopEnd) {
        Instant end = end(customerId, issuedAt, valid);
        ZoneId zone = zone(customerId);
        return shopEnd.isBefore(end) ? start(day(shopEnd, zone), zone) : end;
    }

    /**
     * When to remind somebody of a coupon.
     *
     * @param coupon that was issued
     * @return the customer's morning two days before the last one; of a coupon for less than four days, that of the day halfway
     */
    public Instant remindAt(Coupon coupon) {
        ZoneId zone = zone(coupon.customerId());
        LocalDate last = coupon.lastDay(zone);
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
        ZoneId zone = zone(coupon.customerId());
        return start(coupon.lastDay(zone), zone);
    }

    /**
     * Until when somebody may be reminded of what ends on a day, such as points or a level.
     *
     * @param customerId whose
     * @param expiresOn the first day on which it is the customer's no more
     * @return the first moment of the day before, the last one, where the customer lives
     */
    public Instant begin(String customerId, LocalDate expiresOn) {
        return start(expiresOn.minusDays(1), zone(customerId));
    }

    private ZoneId zone(String customerId) {
        return customers.find(customerId).map(Customer::timeZone).orElse(ZoneOffset.UTC);
    }

    private static LocalDate day(Instant moment, ZoneId zone) {
        return LocalDate.ofInstant(moment, zone);
    }

    private static Instant start(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }
}
