package io.rapport.release;

import io.rapport.database.DatabaseFaults;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Has this node follow what is live, also while it has nothing to do; work that finds it behind calls sooner. */
@Component
final class ReleaseWatch implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseWatch.class);
    private static final long EVERY_MILLIS = 1000;
    private static final long TIDY_MINUTES = 60;

    private final NodeRelease node;
    private final Releases releases;
    private volatile ScheduledExecutorService timer;

    ReleaseWatch(NodeRelease node, Releases releases) {
        this.node = node;
        this.releases = releases;
    }

    @Override
    public int getPhase() {
        return 1;
    }

    @Override
    public void start() {
        ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "release-watch");
            thread.setDaemon(true);
            return thread;
        });
        made.scheduleWithFixedDelay(this::check, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        made.scheduleWithFixedDelay(this::tidy, TIDY_MINUTES, TIDY_MINUTES, TimeUnit.MINUTES);
        node.onBehind(() -> made.execute(this::check));
        timer = made;
    }

    private void check() {
        try {
            node.follow();
        } catch (RuntimeException e) {
            // the next check may find the database there
            if (!DatabaseFaults.isUnavailable(e)) {
                LOG.warn("What is live cannot be read", e);
            }
        }
    }

    private void tidy() {
        try {
            releases.tidy();
        } catch (ReleaseOvertaken e) {
            LOG.debug("{}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("What has left cannot be read", e);
        }
    }

    @Override
    public void stop() {
        node.onBehind(() -> {});
        if (timer != null) {
            timer.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null && !timer.isShutdown();
    }
}
