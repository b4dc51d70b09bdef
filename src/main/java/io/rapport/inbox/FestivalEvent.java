package io.rapport.inbox;

import io.rapport.calendar.FestivalDay;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Set;

/**
 * A festival that raises an event about each customer of some regions, as {@code processes/dates.yaml} says.
 *
 * @param name what it is called there
 * @param day when it is
 * @param regions whose customers it is for: ISO 3166 codes
 * @param days when the event is raised: so many days after the festival, negative for days before it
 * @param at the time of that day on the customer's own clock
 * @param latest how long after that moment the event may still be raised, after downtime; what is later is let go. How long it
 *     starts journeys is {@link EventTypes#startWindow}
 */
public record FestivalEvent(String name, FestivalDay day, Set<String> regions, int days, LocalTime at, Duration latest)
        implements DayEvent {}
