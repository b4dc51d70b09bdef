package io.rapport.inbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The event types that there are: what stands in the {@code .asyncapi.yaml} files of {@code processes/}, and those that the
 * dates and schedules of {@code processes/dates.yaml} raise.
 */
public interface EventTypes {

    /** @return the names of all types, in order of the alphabet */
    Set<String> names();

    /**
     * @param type one of {@link #names()}
     * @return the kinds of things that an event of the type names or leads to, such as {@code order}; {@code customer}
     *     always, but for the type of a schedule, which names that alone
     */
    Set<String> references(String type);

    /**
     * @param type one of {@link #names()}
     * @return the fields of the event that a journey knows as variables
     */
    Set<String> variables(String type);

    /**
     * @param type one of {@link #names()}
     * @return the fields of its data, in the catalogue's order
     */
    List<EventField> fields(String type);

    /**
     * @param type one of {@link #names()}
     * @param kind of thing that an event of the type names itself, such as {@code order}
     * @return the field of the data that names it; empty if no single field does
     */
    Optional<String> naming(String type, String kind);

    /** @return what the declared attributes of customers hold, by their names */
    Map<String, AttributeType> attributes();

    /** @return the dates of customers that raise events about them */
    List<DateEvent> dates();

    /** @return the festivals that raise events about the customers of some regions */
    List<FestivalEvent> festivals();

    /** @return the schedules that raise events about no customer */
    List<ScheduleEvent> schedules();

    /**
     * @param type any
     * @return how long an event of a date, a festival or a schedule starts journeys after its moment: as long as its entry
     *     catches up; empty where the entry lets go, and for all other types
     */
    Optional<Duration> startWindow(String type);
}
