package io.rapport.inbox;

import java.time.Duration;
import java.time.ZoneId;
import org.springframework.scheduling.support.CronExpression;

/**
 * A schedule that raises an event about no customer, as {@code processes/dates.yaml} says.
 *
 * @param name what it is called there
 * @param cron when, on the clock of the zone
 * @param zone whose clock
 * @param latest how long after its moment the event may still be raised, after downtime; what is later is let go. How long it
 *     starts journeys is {@link EventTypes#startWindow}
 */
public record ScheduleEvent(String name, CronExpression cron, ZoneId zone, Duration latest) {

    /** @return the event type that it raises */
    public String type() {
        return "schedule." + name;
    }

    /** @return what the event and the journeys that it starts are about */
    public Reference subject() {
        return new Reference(Reference.SCHEDULE, name);
    }
}
