package io.rapport.customer;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.PollingWorker;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Has the intervals of replenishment made anew once a day, on one node at a time. */
@Component
final class ReplenishmentRun extends PollingWorker {

    private static final Logger LOG = LoggerFactory.getLogger(ReplenishmentRun.class);

    private static final Duration EVERY = Duration.ofHours(20);

    private final Replenishment replenishment;
    private final BusinessClock clock;

    /** @param poll between two looks whether a day has passed; zero on a node that computes nothing */
    ReplenishmentRun(
            Replenishment replenishment,
            BusinessClock clock,
            @Value("${rapport.customer.replenishment-poll:10m}") Duration poll) {
        super("replenishment", poll, poll, "The intervals after which products are bought again", "cannot be made");
        this.replenishment = replenishment;
        this.clock = clock;
    }

    @Override
    protected void work() {
        Instant now = clock.instant();
        if (replenishment.compute(now, now.minus(EVERY))) {
            LOG.info("The intervals after which products are bought again are made anew");
        }
    }
}
