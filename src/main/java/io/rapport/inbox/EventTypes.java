package io.rapport.inbox;

import java.util.Set;

/** The event types that there are: what stands in {@code processes/events.asyncapi.yaml}. */
public interface EventTypes {

    /** @return the names of all types, in order of the alphabet */
    Set<String> names();

    /**
     * @param type one of {@link #names()}
     * @return the kinds of things that an event of the type names or leads to, such as {@code order}; {@code customer} always
     */
    Set<String> references(String type);

    /**
     * @param type one of {@link #names()}
     * @return the fields of the event that a journey knows as variables
     */
    Set<String> variables(String type);
}
