package io.rapport.inbox.internal;

import io.rapport.inbox.Priority;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** What the events of a system are when they say nothing: {@code rapport.senders.<system>.priority}. */
@Component
final class SenderPriorities {

    private final Map<String, Settings> senders;

    /** @param environment the application's settings; a priority that is none stops the start */
    SenderPriorities(Environment environment) {
        this.senders = Binder.get(environment)
                .bind("rapport.senders", Bindable.mapOf(String.class, Settings.class))
                .orElse(Map.of());
    }

    record Settings(Priority priority) {}

    /**
     * @param system as in {@code rapport.api-keys}; may be {@code null}
     * @return its priority; live unless it is set
     */
    Priority of(String system) {
        Settings settings = system == null ? null : senders.get(system);
        return settings == null || settings.priority() == null ? Priority.LIVE : settings.priority();
    }
}
