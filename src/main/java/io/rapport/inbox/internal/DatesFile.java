package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.DateEvent;
import io.rapport.inbox.DayEvent;
import io.rapport.inbox.FestivalEvent;
import io.rapport.inbox.ScheduleEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code processes/dates.yaml} says: which dates of customers, which festivals and which schedules raise an event, each of
 * a type of its own.
 *
 * @param dates of customers
 * @param festivals of regions
 * @param schedules about no customer
 * @param messages the event types, as messages of an AsyncAPI document by their names
 */
record DatesFile(
        List<DateEvent> dates, List<FestivalEvent> festivals, List<ScheduleEvent> schedules, ObjectNode messages) {

    static final String PATH = "processes/dates.yaml";

    /** What no file says. */
    static final DatesFile NONE = new DatesFile(List.of(), List.of(), List.of(), JsonNodeFactory.instance.objectNode());

    /** A node that starts anew is no downtime: what lies so little back is raised in any case. */
    static final Duration LET_GO = Duration.ofMinutes(15);

    /**
     * @param type of an event
     * @return how long after its moment it starts journeys; empty where its entry lets go what was missed, which says nothing
     *     of what was raised in time, and where no entry raises it
     */
    Optional<Duration> startWindow(String type) {
        return Stream.concat(
                        Stream.concat(dates.stream(), festivals.stream())
                                .filter(day -> day.type().equals(type))
                                .map(DayEvent::latest),
                        schedules.stream()
                                .filter(schedule -> schedule.type().equals(type))
                                .map(ScheduleEvent::latest))
                .filter(latest -> !latest.equals(LET_GO))
                .findFirst();
    }
}
