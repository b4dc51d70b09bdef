package io.rapport.outbox.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.Channel;
import io.rapport.mail.MailDelivery;
import io.rapport.outbox.internal.DispatchSignal.Ear;
import io.rapport.template.MessageDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The threads that empty the outbox, from the moment the application is ready until it stops: for each way that messages
 * can go some of their own ({@link Lane}).
 */
final class Dispatcher implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final long RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(25);

    private final OutboxClaims claims;
    private final OutboxSteps steps;
    private final HeldMessages held;
    private final Preparation preparation;
    private final MessageOutcomes outcomes;
    private final Reach reach;
    private final TransactionTemplate transaction;
    private final MailDelivery delivery;
    private final DispatchSignal signal;
    private final MessagingProperties properties;
    private final BusinessClock clock;
    private final boolean alone;
    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);
    private final List<Thread> threads = new ArrayList<>();
    private final Map<Lane, Ear> ears = new ConcurrentHashMap<>();
    private final AtomicLong nextRecovery = new AtomicLong();
    private volatile boolean running;
    private volatile CountDownLatch stopping = new CountDownLatch(1);

    /**
     * @param delivery how to reach the mail servers; if none is configured messages stay queued
     * @param alone whether this node is certainly the only one, so that nobody else can hold a lease
     */
    Dispatcher(
            OutboxClaims claims,
            OutboxSteps steps,
            HeldMessages held,
            Preparation preparation,
            MessageOutcomes outcomes,
            Reach reach,
            TransactionTemplate transaction,
            MailDelivery delivery,
            DispatchSignal signal,
            MessagingProperties properties,
            BusinessClock clock,
            MeterRegistry registry,
            boolean alone) {
        this.claims = claims;
        this.steps = steps;
        this.held = held;
        this.preparation = preparation;
        this.outcomes = outcomes;
        this.reach = reach;
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
            LOG.warn("No mail server is configured (spring.mail.host or rapport.messaging.hosts): mails stay queued");
        }
        if (properties.workers() == 0) {
            return;
        }
        if (alone) {
            recover(true, "the application ended while the message was being handed over");
        }
        running = true;
        stopping = new CountDownLatch(1);
        String node = UUID.randomUUID().toString().substring(0, 8);
        if (delivery.isConfigured()) {
            List<String> letters = reach.letters().stream().map(Channel::key).toList();
            open(
                    Lane.ofMail(MessageDefinition.CHANNELS, letters),
                    properties.workers(),
                    node,
                    () -> new MailCarrier(delivery));
        }
        for (Channel channel : reach.letters()) {
            open(Lane.of(channel.key()), properties.letterWorkers(), node, () -> new LetterCarrier(channel));
        }
    }

    private void open(Lane lane, int workers, String node, Supplier<Carrier> carriers) {
        ears.put(lane, signal.listen());
        for (int i = 1; i <= workers; i++) {
            String name = lane.channel() + "-" + i;
            Settlement settlement = new Settlement(node + "-" + name, steps, outcomes, properties, clock);
            Worker worker = new Worker(
                    lane, carriers.get(), this, claims, preparation, settlement, transaction, properties, clock);
            Thread thread = new Thread(worker, "dispatch-" + name);
            threads.add(thread);
            thread.start();
        }
    }

    /** Returns when the messages in hand are finished and their outcomes are committed. */
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
                LOG.warn("{} still waits for an answer; its message will show as unknown", thread.getName());
            }
        }
        threads.clear();
        ears.values().forEach(Ear::close);
        ears.clear();
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
        int unknown = claims.recover(all, why, clock.instant());
        if (unknown > 0) {
            LOG.warn("{} messages are unknown: {}", unknown, why);
            counters.get(Outcome.UNKNOWN).increment(unknown);
        }
    }

    void awaitWork(Lane lane) throws InterruptedException {
        Ear ear = ears.get(lane);
        if (running && ear != null) {
            ear.await(properties.poll());
        }
    }

    /** A message was left to another lane. */
    void wakeAfterCommit() {
        signal.wakeAfterCommit();
    }

    /** @return how long until a mail server is tried again, while none answers; empty while one does */
    Optional<Duration> mailAway() {
        return delivery.away();
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
