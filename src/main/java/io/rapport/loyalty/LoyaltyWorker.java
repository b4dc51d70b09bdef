package io.rapport.loyalty;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.WorkerShutdown;
import io.rapport.release.NodeRelease;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Ends holds whose time is over, and does what a new day asks for. Any number of nodes do, each other accounts. */
@Component
final class LoyaltyWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LoyaltyWorker.class);
    private static final int HOLDS = 100;

    private final LoyaltyDay day;
    private final ReferralDay referrals;
    private final PointRedemptions redemptions;
    private final NodeRelease release;
    private final Duration poll;
    private final AtomicBoolean awaken = new AtomicBoolean();
    private volatile ScheduledExecutorService executor;
    private volatile boolean failed;

    /** @param poll between two runs; zero on a node that leaves this to others */
    LoyaltyWorker(
            LoyaltyDay day,
            ReferralDay referrals,
            PointRedemptions redemptions,
            NodeRelease release,
            BusinessClock clock,
            @Value("${rapport.loyalty.poll:30s}") Duration poll) {
        this.day = day;
        this.referrals = referrals;
        this.redemptions = redemptions;
        this.release = release;
        this.poll = poll;
        clock.follow(distance -> wake());
    }

    private void wake() {
        ScheduledExecutorService running = executor;
        if (running != null && awaken.compareAndSet(false, true)) {
            running.execute(this::run);
        }
    }

    private void run() {
        awaken.set(false);
        if (!release.takesWork()) {
            // other tables may be live than this node knows
            return;
        }
        try {
            while (isRunning() && redemptions.endOverdue(HOLDS)) {
                // on with the next
            }
            while (isRunning() && day.advance()) {
                // on with the next
            }
            while (isRunning() && referrals.advance()) {
                // on with the next
            }
            failed = false;
        } catch (RuntimeException | Error e) {
            // the thread outlives whatever it meets
            if (!failed) {
                LOG.error(
                        "Points cannot expire, or levels or referrals be seen to now; tried again every {}, a reward the next day",
                        poll,
                        e);
            }
            failed = true;
        }
    }

    @Override
    public void start() {
        if (poll.isZero()) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "loyalty"));
        executor.scheduleWithFixedDelay(this::run, 0, poll.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = executor;
        executor = null;
        WorkerShutdown.await(running);
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }
}
