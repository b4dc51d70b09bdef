package io.rapport.mail.internal.bounce;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.database.AdvisoryLocks;
import io.rapport.mail.BounceProperties;
import io.rapport.mail.internal.bounce.ReportHandler.Handled;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Reads the mailbox for bounces again and again, on one node at a time, as long as one is configured. */
@Component
final class BouncePoller implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(BouncePoller.class);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final Duration GOODBYE = Duration.ofSeconds(10);

    private final BounceProperties properties;
    private final BounceMailbox mailbox;
    private final ReportHandler handler;
    private final DataSource database;
    private final Map<Handled, Counter> counters = new EnumMap<>(Handled.class);
    private volatile long polledAt = System.nanoTime();
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private volatile Thread thread;

    BouncePoller(BounceProperties properties, ReportHandler handler, DataSource database, MeterRegistry metrics) {
        this.properties = properties;
        this.mailbox = new BounceMailbox(properties);
        this.handler = handler;
        this.database = database;
        for (Handled handled : Handled.values()) {
            counters.put(
                    handled,
                    Counter.builder("rapport.bounces.mails")
                            .description("mails read from the mailbox for bounces, by what they were")
                            .tag("kind", handled.name().toLowerCase(Locale.ROOT))
                            .register(metrics));
        }
        Gauge.builder("rapport.bounces.poll.age", this, BouncePoller::age)
                .description("how long ago this node last polled the mailbox for bounces; none where there is none")
                .baseUnit("seconds")
                .register(metrics);
    }

    private double age() {
        return properties.isOn()
                ? Duration.ofNanos(System.nanoTime() - polledAt).toSeconds()
                : Double.NaN;
    }

    @Override
    public synchronized void start() {
        if (!properties.isOn() || thread != null) {
            return;
        }
        stopping = new CountDownLatch(1);
        polledAt = System.nanoTime();
        thread = new Thread(this::run, "bounces");
        thread.start();
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        stopping.countDown();
        try {
            running.join(GOODBYE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        Duration pause = properties.poll();
        CountDownLatch end = stopping;
        try {
            while (!end.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = pollAndSayWhen(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration pollAndSayWhen(Duration pause) {
        try {
            return poll() < properties.batch() ? properties.poll() : Duration.ZERO;
        } catch (MessagingException | IOException | SQLException | RuntimeException e) {
            // the server's words may hold addresses
            Duration longer = pause.isZero() ? properties.poll() : pause.multipliedBy(2);
            Duration next = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
            LOG.error(
                    "The mailbox for bounces cannot be read; the next poll is in {} s: {}",
                    next.toSeconds(),
                    e.getClass().getSimpleName());
            LOG.debug("The mailbox for bounces", e);
            return next;
        }
    }

    /**
     * Polls once, unless another node does.
     *
     * @return how many mails were handled
     */
    int poll() throws MessagingException, IOException, SQLException {
        // a lock of the session and not of a transaction: none stays open while the network answers
        try (Connection lock = database.getConnection()) {
            if (!call(lock, "select pg_try_advisory_lock(?, ?)")) {
                return 0;
            }
            try {
                int handled = mailbox.poll(mail -> {
                    Handled outcome = handler.handle(mail);
                    counters.get(outcome).increment();
                    return outcome;
                });
                polledAt = System.nanoTime();
                return handled;
            } finally {
                call(lock, "select pg_advisory_unlock(?, ?)");
            }
        }
    }

    private static boolean call(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, AdvisoryLocks.BOUNCE_MAILBOX);
            statement.setInt(2, AdvisoryLocks.ONLY_ONE);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
