package io.rapport.lifecycle;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.springframework.stereotype.Component;

/** What day it is where the shop is. */
@Component
final class ShopDays {

    private final BusinessClock clock;
    private final ZoneId zone;

    ShopDays(BusinessClock clock, WorkingTime shop) {
        this.clock = clock;
        this.zone = shop.zone();
    }

    Instant now() {
        return clock.instant();
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone);
    }

    ZoneId zone() {
        return zone;
    }

    Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }
}
