package io.rapport.inbox;

import java.time.Duration;
import java.time.LocalTime;
import java.util.Set;

/**
 * A date of customers that raises an event, as {@code processes/dates.yaml} says.
 *
 * @param name what it is called there
 * @param of whose date it is: {@link #BIRTHDAY}, {@link #FIRST_ORDER}, or {@code attributes.} and the name of an attribute that
 *     is a date
 * @param yearly whether it comes each year, from the year after the date on; else it is the date itself
 * @param days when the event is raised: so many days after the date, negative for days before it
 * @param at the time of that day on the customer's own clock
 * @param latest how long after that moment the event may still be raised, after downtime; what is later is let go. How long it
 *     starts journeys is {@link EventTypes#startWindow}
 * @param leapDayOnMarch1 the regions, as ISO 3166 codes, where 29 February is celebrated on 1 March in other years than leap
 *     years; elsewhere on 28 February
 */
public record DateEvent(
        String name, String of, boolean yearly, int days, LocalTime at, Duration latest, Set<String> leapDayOnMarch1)
        implements DayEvent {

    /** The date of the profile. */
    public static final String BIRTHDAY = "birthday";

    /** The day of the earliest order that was neither returned nor cancelled. */
    public static final String FIRST_ORDER = "first-order";

    /** What the name of an attribute follows. */
    public static final String ATTRIBUTES = "attributes.";

    /** A date whose leap day is on 28 February in all regions. */
    public DateEvent(String name, String of, boolean yearly, int days, LocalTime at, Duration latest) {
        this(name, of, yearly, days, at, latest, Set.of());
    }
}
