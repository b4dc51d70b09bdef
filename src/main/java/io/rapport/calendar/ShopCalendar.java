package io.rapport.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** What day it is where the shop is, by the business clock. */
public final class ShopCalendar {

    private final BusinessClock clock;
    private final ZoneId zone;

    /**
     * @param clock of the application
     * @param shop says in which time zone it is
     */
    public ShopCalendar(BusinessClock clock, WorkingTime shop) {
        this.clock = clock;
        this.zone = shop.zone();
    }

    /** @return the business time */
    public Instant now() {
        return clock.instant();
    }

    /** @return the shop's day */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone);
    }

    /** @return the shop's time zone */
    public ZoneId zone() {
        return zone;
    }

    /** @return when a day begins in the shop */
    public Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }
}
