package io.rapport.desk;

import io.rapport.database.PollingWorker;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Lets retired queues go, once an hour, when nothing needs them any more, and forgets which tasks could not be routed once they are done. */
@Component
class RetiredQueueCleanup extends PollingWorker {

    private static final Duration EVERY = Duration.ofHours(1);

    private final RetiredQueues retired;
    private final StaffUpdate update;
    private final UnroutedTasks unrouted;

    RetiredQueueCleanup(RetiredQueues retired, StaffUpdate update, UnroutedTasks unrouted) {
        super("retired-queues", EVERY, EVERY, "Retired queues", "cannot be cleaned up");
        this.retired = retired;
        this.update = update;
        this.unrouted = unrouted;
    }

    @Override
    protected void work() {
        if (!retired.all().isEmpty()) {
            update.cleanUp();
        }
        unrouted.removeDone();
    }
}
