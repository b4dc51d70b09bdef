package io.rapport.customer.internal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rapport.customer.ChangeKind;
import io.rapport.database.DatabaseFigures;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many changed customers are to be evaluated, and since when. */
@Component
final class ChangeMetrics implements MeterBinder {

    private final DatabaseFigures figures;
    private final JdbcClient jdbc;

    ChangeMetrics(DatabaseFigures figures, JdbcClient jdbc) {
        this.figures = figures;
        this.jdbc = jdbc;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "waiting", "select count(*) from rapport.changed_customer where attempts = 0");
        gauge(registry, "failing", "select count(*) from rapport.changed_customer where attempts > 0");
        Gauge.builder("rapport.customer.changes.oldest", figures.of(this::oldestSeconds))
                .description("how long the oldest change that has just happened has waited to be evaluated")
                .baseUnit("seconds")
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String state, String sql) {
        Gauge.builder(
                        "rapport.customer.changes.size",
                        figures.of(() -> jdbc.sql(sql).query(Double.class).single()))
                .description("changes of customers in this state")
                .tag("state", state)
                .register(registry);
    }

    private double oldestSeconds() {
        return jdbc.sql(
                        """
                select coalesce(extract(epoch from clock_timestamp() - min(since)), 0)
                from rapport.changed_customer where kind = :live and attempts = 0""")
                .param("live", ChangeKind.LIVE.ordinal())
                .query(Double.class)
                .single();
    }
}
