package io.rapport.journey.internal;

import io.rapport.database.RetainedRows;
import java.time.Duration;
import java.time.Instant;
import org.camunda.bpm.engine.HistoryService;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The engine deletes its history itself, by the {@code historyTimeToLive} that each model names, in batches of a job of its
 * own. Here it is only asked to: its own window would keep a job due every night, also where nobody wants anything deleted.
 */
@Component
final class HistoryRetention implements RetainedRows {

    private final ObjectProvider<HistoryService> history;

    HistoryRetention(ObjectProvider<HistoryService> history) {
        this.history = history;
    }

    @Override
    public String name() {
        return "engine-history";
    }

    /** Each model says how long. */
    @Override
    public Duration keep() {
        return Duration.ZERO;
    }

    @Override
    public Batch delete(Instant before, long from, int most) {
        history.getObject().cleanUpHistoryAsync(true);
        return new Batch(0, null);
    }
}
