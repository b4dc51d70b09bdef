package io.rapport.inbox;

import java.time.Duration;
import java.time.LocalTime;

/** An entry of {@code processes/dates.yaml} that raises events about customers on a day of the year. */
public sealed interface DayEvent permits DateEvent, FestivalEvent {

    /** @return what it is called there */
    String name();

    /** @return how many days after the day itself the event is raised, negative for days before it */
    int days();

    /** @return the time of that day on the customer's own clock */
    LocalTime at();

    /** @return how long after that moment the event may still be raised, after downtime; what is later is let go */
    Duration latest();

    /** @return the event type that it raises */
    default String type() {
        return "date." + name();
    }
}
