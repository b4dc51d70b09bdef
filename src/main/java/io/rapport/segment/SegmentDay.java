package io.rapport.segment;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import java.time.LocalDate;
import java.time.ZoneId;
import org.springframework.stereotype.Component;

/** The day on the shop's calendar, with which windows end. */
@Component
class SegmentDay {

    private final BusinessClock clock;
    private final WorkingTime shop;

    SegmentDay(BusinessClock clock, WorkingTime shop) {
        this.clock = clock;
        this.shop = shop;
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), shop.zone());
    }

    ZoneId zone() {
        return shop.zone();
    }
}
