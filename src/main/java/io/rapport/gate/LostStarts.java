package io.rapport.gate;

import java.util.Set;
import org.springframework.stereotype.Component;

/** Shows operators the events that used to start a journey and start none any more. */
@Component
public final class LostStarts {

    private final StartTypes types;

    LostStarts(StartTypes types) {
        this.types = types;
    }

    /** @return the event types, in order of the alphabet */
    public Set<String> eventTypes() {
        return types.lost();
    }
}
