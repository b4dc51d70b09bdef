package io.rapport.value;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.PollingWorker;
import org.springframework.stereotype.Component;

/** The thread that fits models and scores all customers when it is time. Each node has one; one of them at a time works. */
@Component
final class ValueWorker extends PollingWorker {

    private final ValueRun run;

    ValueWorker(ValueRun run, ValueProperties properties, BusinessClock clock) {
        super("value", properties.poll(), "Models of value", "cannot be fitted");
        this.run = run;
        // what is due depends on the time
        clock.follow(distance -> wake());
    }

    @Override
    protected void work() {
        repeat(run::advance);
    }
}
