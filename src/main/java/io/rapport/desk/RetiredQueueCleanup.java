package io.rapport.desk;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Lets retired queues go, once an hour, when nothing needs them any more, and forgets which tasks could not be routed once they are done. */
@Component
class RetiredQueueCleanup implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RetiredQueueCleanup.class);

    private final RetiredQueues retired;
    private final StaffUpdate update;
    private final UnroutedTasks unrouted;
    private volatile ScheduledExecutorService executor;

    RetiredQueueCleanup(RetiredQueues retired, StaffUpdate update, UnroutedTasks unrouted) {
        this.retired = retired;
        this.update = update;
        this.unrouted = unrouted;
    }

    @Override
    public void start() {
        executor = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "retired-queues"));
        executor.scheduleWithFixedDelay(this::clean, 60, 60, TimeUnit.MINUTES);
    }

    private void clean() {
        try {
            if (!retired.all().isEmpty()) {
                update.cleanUp();
            }
            unrouted.removeDone();
        } catch (RuntimeException e) {
            LOG.warn("Retired queues cannot be looked through now; tried again in an hour", e);
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = executor;
        executor = null;
        if (running != null) {
            running.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }
}
