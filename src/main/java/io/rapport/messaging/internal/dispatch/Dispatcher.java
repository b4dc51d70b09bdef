package io.rapport.messaging.internal.dispatch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.messaging.internal.smtp.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionTemplate;

/** The threads that empty the outbox, from the moment the application is ready until it stops. */
final class Dispatcher implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final long RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(25);

    private final OutboxTable table;
    private final HeldMessages held;
    private final Preparation preparation;
    private final MessageOutcomes outcomes;
    private final TransactionTemplate transaction;
    private final Delivery delivery;
    private final DispatchSignal signal;
    private final MessagingProperties properties;
    private final BusinessClock clock;
    private final boolean alone;
    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong nextRecovery = new AtomicLong();
    private volatile boolean running;
    private volatile CountDownLatch stopping = new CountDownLatch(1);

    /**
     * @param delivery how to reach the mail servers; if none is configured messages stay queued
     * @param alone whether this node is certainly the only one, so that nobody else can hold a lease
     */
    Dispatcher(
            OutboxTable table,
            HeldMessages held,
            Preparation preparation,
            MessageOutcomes outcomes,
            TransactionTemplate transaction,
            Delivery delivery,
            DispatchSignal signal,
            MessagingProperties properties,
            BusinessClock clock,
            MeterRegistry registry,
            boolean alone) {
        this.table = table;
        this.held = held;
        this.preparation = preparation;
        this.outcomes = outcomes;
        this.transaction = transaction;
        this.delivery = delivery;
        this.signal = signal;
        this.properties = properties;
        this.clock = clock;
        this.alone = alone;
        // what is due depends on the time: whoever moves the clock wakes the dispatcher
        clock.follow(distance -> signal.wake());
        register(registry);
    }

    private void register(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("rapport.messages")
                            .description("messages looked at, by what came of it")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    @Override
    public synchronized void start() {
        if (!delivery.isConfigured()) {
            LOG.warn(
                    "No mail server is configured (spring.mail.host or rapport.messaging.hosts): messages stay queued");
            return;
        }
        if (properties.workers() == 0) {
            return;
        }
        if (alone) {
            recover(true, "the application ended while the mail was being handed over");
        }
        running = true;
        stopping = new CountDownLatch(1);
        String node = UUID.randomUUID().toString().substring(0, 8);
        for (int i = 1; i <= properties.workers(); i++) {
            Worker worker = new Worker(
                    node + "-" + i, this, table, preparation, outcomes, transaction, delivery, properties, clock);
            Thread thread = new Thread(worker, "dispatch-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    /** Returns when the mails in hand are finished and their outcomes are committed. */
    @Override
    public synchronized void stop() {
        running = false;
        stopping.countDown();
        threads.forEach(thread -> signal.wake());
        long deadline = System.nanoTime() + LONGEST_GOODBYE.toNanos();
        for (Thread thread : threads) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                LOG.warn("{} still waits for the mail server; its mail will show as unknown", thread.getName());
            }
        }
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Later than the web server, so that this starts last and stops first: nothing is sent on behalf of a half node. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }

    /** Looks for what dead workers left and for what is to be sent again, once in a while for all workers together. */
    void recover() {
        long now = System.nanoTime();
        long next = nextRecovery.get();
        if (now - next >= 0 && nextRecovery.compareAndSet(next, now + RECOVERY_NANOS)) {
            held.resend(clock.instant());
            recover(false, "no outcome was recorded in time: the worker died, or lost the database");
        }
    }

    private void recover(boolean all, String why) {
        int unknown = table.recover(all, why, clock.instant());
        if (unknown > 0) {
            LOG.warn("{} messages are unknown: {}", unknown, why);
            counters.get(Outcome.UNKNOWN).increment(unknown);
        }
    }

    void awaitWork() throws InterruptedException {
        if (running) {
            signal.await(properties.poll());
        }
    }

    /** Pauses, but not beyond the stop. */
    void pause(Duration length) {
        try {
            stopping.await(length.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void count(Outcome outcome) {
        counters.get(outcome).increment();
    }
}
