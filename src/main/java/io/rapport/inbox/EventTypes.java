package io.rapport.inbox;

import io.rapport.inbox.internal.EventCatalogue;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The event types that there are: what stands in {@code processes/events.asyncapi.yaml}. */
@Component
public final class EventTypes {

    private final EventCatalogue catalogue;

    /** @param catalogue the file as it was read */
    public EventTypes(EventCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @return the names of all types, in order of the alphabet */
    public Set<String> names() {
        return catalogue.names();
    }

    /**
     * @param type one of {@link #names()}
     * @return the kinds of things that an event of the type names or leads to, such as {@code order}; {@code customer} always
     */
    public Set<String> references(String type) {
        return catalogue.references(type);
    }

    /**
     * @param type one of {@link #names()}
     * @return the fields of the event that a journey knows as variables
     */
    public Set<String> variables(String type) {
        return catalogue.variables(type);
    }
}
