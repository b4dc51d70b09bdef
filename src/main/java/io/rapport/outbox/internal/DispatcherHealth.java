package io.rapport.outbox.internal;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Whether this node can send what it takes in: each channel queue has a worker that lives. Part of readiness, since a node
 * whose workers are gone would queue messages and send none.
 */
final class DispatcherHealth implements HealthIndicator {

    private final Dispatcher dispatcher;

    DispatcherHealth(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public Health health() {
        return of(dispatcher.livingWorkers());
    }

    /** @param living by channel; empty for a node that only queues, or does not run */
    static Health of(Map<String, Long> living) {
        Health.Builder health = living.values().stream().allMatch(workers -> workers > 0) ? Health.up() : Health.down();
        return health.withDetails(new TreeMap<>(Map.of("workers", new TreeMap<>(living))))
                .build();
    }
}
