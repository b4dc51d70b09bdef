package io.rapport.outbox.internal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rapport.calendar.BusinessClock;
import io.rapport.database.DatabaseFigures;
import io.rapport.outbox.OutboxMessage.State;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** What stands in the outbox. */
@Component
final class OutboxMetrics implements MeterBinder {

    private final DatabaseFigures figures;
    private final OutboxTable table;
    private final BusinessClock clock;

    OutboxMetrics(DatabaseFigures figures, OutboxTable table, BusinessClock clock) {
        this.figures = figures;
        this.table = table;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (State state : List.of(State.QUEUED, State.SENDING, State.FAILED, State.UNKNOWN)) {
            Gauge.builder("rapport.outbox.size", figures.of(() -> table.count(state)))
                    .description("messages in this state")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("rapport.outbox.oldest", figures.of(this::oldestSeconds))
                .description("how long the most overdue message has been due")
                .baseUnit("seconds")
                .register(registry);
    }

    private double oldestSeconds() {
        return table.oldestDue(clock.instant())
                .map(due -> (double) Duration.between(due, clock.instant()).toSeconds())
                .orElse(0.0);
    }
}
