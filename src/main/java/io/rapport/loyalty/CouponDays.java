package io.rapport.loyalty;

import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** When coupons end: with the last day that mails name to the customer, by the customer's own time zone. */
final class CouponDays {

    private final Customers customers;

    CouponDays(Customers customers) {
        this.customers = customers;
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
