package io.rapport.loyalty;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.WorkerShutdown;
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

/** Has shops confirm codes, in a thread of its own: a shop that does not answer delays no points. Any number of nodes do. */
@Component
final class CouponStockWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(CouponStockWorker.class);

    private final CouponStock stock;
    private final Duration poll;
    private final AtomicBoolean awaken = new AtomicBoolean();
    private volatile ScheduledExecutorService executor;
    private volatile boolean failed;

    /** @param poll between two runs; zero on a node that leaves this to others */
    CouponStockWorker(
            CouponStock stock, BusinessClock clock, @Value("${rapport.loyalty.coupon-poll:10s}") Duration poll) {
        this.stock = stock;
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
        try {
            stock.plan();
            while (isRunning() && stock.askNext()) {
                // on with the next
            }
            failed = false;
        } catch (RuntimeException | Error e) {
            // the thread outlives whatever it meets
            if (!failed) {
                LOG.error("Shops cannot be asked to confirm coupons now; tried again every {}", poll, e);
            }
            failed = true;
        }
    }

    @Override
    public void start() {
        if (poll.isZero()) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "coupon-stock"));
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
