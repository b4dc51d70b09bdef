package io.rapport.value;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rapport.database.DatabaseFigures;
import io.rapport.value.FitCandidate.State;
import org.springframework.stereotype.Component;

/** Whether a fit waits for somebody's decision. */
@Component
final class ValueMetrics implements MeterBinder {

    private final DatabaseFigures figures;
    private final FitCandidates candidates;

    ValueMetrics(DatabaseFigures figures, FitCandidates candidates) {
        this.figures = figures;
        this.candidates = candidates;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "candidate", false);
        gauge(registry, "kept-back", true);
    }

    private void gauge(MeterRegistry registry, String state, boolean worse) {
        Gauge.builder("rapport.value.fits.waiting", figures.of(() -> isWaiting(worse) ? 1 : 0))
                .description("fits of the models of value that wait for a decision")
                .tag("state", state)
                .register(registry);
    }

    private boolean isWaiting(boolean worse) {
        return candidates
                .find()
                .filter(one -> one.worse() == worse && one.state() == State.WAITING)
                .isPresent();
    }
}
