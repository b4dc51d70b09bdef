package io.rapport.inbox;

import java.time.Duration;
import java.time.LocalTime;

/**
 * A date of customers that raises an event, as {@code processes/dates.yaml} says.
 *
 * @param name what it is called there
 * @param of whose date it is: {@link #BIRTHDAY}, or {@code attributes.} and the name of an attribute that is a date
 * @param yearly whether it comes each year, from the year after the date on; else it is the date itself
 * @param days when the event is raised: so many days after the date, negative for days before it
 * @param at the time of that day on the customer's own clock
 * @param latest how long after that moment the event may still be raised, after downtime; what is later is let go
 */
public record DateEvent(String name, String of, boolean yearly, int days, LocalTime at, Duration latest) {

    /** The date of the profile. */
    public static final String BIRTHDAY = "birthday";

    /** What the name of an attribute follows. */
    public static final String ATTRIBUTES = "attributes.";

    /** @return the event type that it raises */
    public String type() {
        return "date." + name;
    }
}
