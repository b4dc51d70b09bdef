package io.rapport.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The hours of the customer's night in which nothing is sent that can wait.
 *
 * @param from begin of the quiet, such as 21:00
 * @param until its end, such as 08:00; before {@code from} when the quiet spans midnight
 */
public record QuietHours(LocalTime from, LocalTime until) {

    /**
     * Finds the first moment at which a message may reach the customer.
     *
     * @param moment when it would be sent
     * @param zone the customer's time zone; its daylight-saving changes are respected
     * @return {@code moment} itself outside the quiet hours, otherwise the end of the quiet
     */
    public Instant nextAllowed(Instant moment, ZoneId zone) {
        ZonedDateTime local = moment.atZone(zone);
        LocalTime time = local.toLocalTime();
        if (!isQuiet(time)) {
            return moment;
        }
        LocalDate day = local.toLocalDate();
        boolean endsTomorrow = from.isAfter(until) && !time.isBefore(from);
        // a local time inside a daylight-saving gap is moved behind the gap by atZone, so never into the quiet
        return (endsTomorrow ? day.plusDays(1) : day).atTime(until).atZone(zone).toInstant();
    }

    private boolean isQuiet(LocalTime time) {
        if (from.equals(until)) {
            return false;
        }
        return from.isBefore(until)
                ? !time.isBefore(from) && time.isBefore(until)
                : !time.isBefore(from) || time.isBefore(until);
    }
}
