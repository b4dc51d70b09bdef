package io.rapport.calendar;

import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The hours of the customer's night in which nothing is sent that can wait. What counts is the clock on the customer's
 * wall: where daylight saving repeats an hour of the night, it is quiet twice; where it leaves one out, that hour is not
 * waited for.
 *
 * @param from begin of the quiet, such as 21:00
 * @param until its end, such as 08:00; before {@code from} when the quiet spans midnight; equal for no quiet at all
 */
public record QuietHours(LocalTime from, LocalTime until) {

    /**
     * Returns whether it is quiet.
     *
     * @param moment any
     * @param zone the customer's time zone
     * @return whether the customer's clock shows a time within the quiet hours
     */
    public boolean isQuiet(Instant moment, ZoneId zone) {
        LocalTime time = moment.atZone(zone).toLocalTime();
        if (from.equals(until)) {
            return false;
        }
        return from.isBefore(until)
                ? !time.isBefore(from) && time.isBefore(until)
                : !time.isBefore(from) || time.isBefore(until);
    }

    /**
     * Finds the first moment at which a message may reach the customer.
     *
     * @param moment when it would be sent
     * @param zone the customer's time zone; its daylight-saving changes are respected
     * @return {@code moment} itself outside the quiet hours, otherwise the end of the quiet
     */
    public Instant nextAllowed(Instant moment, ZoneId zone) {
        Instant at = moment;
        while (isQuiet(at, zone)) {
            at = nextAt(until, at, zone);
        }
        return at;
    }

    /**
     * Finds when the quiet begins.
     *
     * @param moment any
     * @param zone the customer's time zone
     * @return {@code moment} itself within the quiet hours, otherwise their next begin; the end of time if they never do
     */
    public Instant nextQuiet(Instant moment, ZoneId zone) {
        if (from.equals(until)) {
            return Instant.MAX;
        }
        Instant at = moment;
        while (!isQuiet(at, zone)) {
            at = nextAt(from, at, zone);
        }
        return at;
    }

    /**
     * The next moment at which the wall clock either shows the time or is set: between the two it only runs on, so that
     * anyone who goes from one to the next misses nothing.
     */
    private static Instant nextAt(LocalTime time, Instant moment, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        ZoneOffset offset = rules.getOffset(moment);
        OffsetDateTime local = moment.atOffset(offset);
        OffsetDateTime today = local.with(time);
        Instant shown = (today.isAfter(local) ? today : today.plusDays(1)).toInstant();
        ZoneOffsetTransition change = rules.nextTransition(moment);
        return change != null && change.getInstant().isBefore(shown) ? change.getInstant() : shown;
    }
}
