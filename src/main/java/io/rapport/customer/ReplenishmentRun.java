package io.rapport.customer;

import io.rapport.calendar.BusinessClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Has the intervals of replenishment made anew once a day, on one node at a time. */
@Component
final class ReplenishmentRun implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ReplenishmentRun.class);

    private static final Duration EVERY = Duration.ofHours(20);

    private final Replenishment replenishment;
    private final BusinessClock clock;
    private final Duration poll;
    private volatile ScheduledExecutorService executor;

    /** @param poll between two looks whether a day has passed; zero on a node that computes nothing */
    ReplenishmentRun(
            Replenishment replenishment,
            BusinessClock clock,
            @Value("${rapport.customer.replenishment-poll:10m}") Duration poll) {
        this.replenishment = replenishment;
        this.clock = clock;
        this.poll = poll;
    }

    private void run() {
        try {
            Instant now = clock.instant();
            if (replenishment.compute(now, now.minus(EVERY))) {
                LOG.info("The intervals after which products are bought again are made anew");
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "The intervals after which products are bought again cannot be made now; tried again in {}",
                    poll,
                    e);
        }
    }

    @Override
    public void start() {
        if (poll.isZero()) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "replenishment"));
        executor.scheduleWithFixedDelay(this::run, poll.toMillis(), poll.toMillis(), TimeUnit.MILLISECONDS);
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
