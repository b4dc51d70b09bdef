package io.rapport.contactpolicy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.database.DatabaseFigures;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;

/** How many addresses are suppressed, counted once for all reasons together. */
@Component
final class SuppressionMetrics implements MeterBinder {

    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

    private final DatabaseFigures figures;
    private final Suppressions suppressions;
    private Map<Reason, Long> counts;
    private long countedAt;

    SuppressionMetrics(DatabaseFigures figures, Suppressions suppressions) {
        this.figures = figures;
        this.suppressions = suppressions;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Reason reason : Reason.values()) {
            Gauge.builder("rapport.suppressions", figures.of(() -> count(reason)))
                    .description("addresses that nothing is sent to")
                    .tag("reason", reason.code())
                    .register(registry);
        }
    }

    private double count(Reason reason) {
        if (counts == null || System.nanoTime() - countedAt > KEPT_NANOS) {
            counts = suppressions.counts();
            countedAt = System.nanoTime();
        }
        return counts.get(reason);
    }
}
