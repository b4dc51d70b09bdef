package io.rapport.outbox.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.Channel;
import io.rapport.customer.ContactVersions;
import io.rapport.mail.MailDelivery;
import io.rapport.outbox.internal.DispatchSignal.Subscription;
import io.rapport.template.MessageDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The threads that empty the outbox, from the moment the application is ready until it stops: for each way that messages
 * can go some of their own ({@link ChannelQueue}).
 */
final class Dispatcher implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(25);

    private final OutboxClaims claims;
    private final OutboxTransitions transitions;
    private final UnresolvedMessageStore held;
    private final PrefetchReader prefetch;
    private final PolicyEvaluator evaluator;
    private final AttemptPreparation preparation;
    private final OutcomeRecorder recorder;
    private final ChannelDirectory directory;
    private final TransactionTemplate transaction;
    private final MailDelivery delivery;
    private final DispatchSignal signal;
    private final MessagingProperties properties;
    private final BusinessClock clock;
    private final MeterRegistry registry;
    private final boolean alone;
    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);
    private final List<Gauge> gauges = new ArrayList<>();
    private final Map<ChannelQueue, List<Thread>> workers = new ConcurrentHashMap<>();
    private final Map<ChannelQueue, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final Periodic recovery = new Periodic(RECOVERY, System::nanoTime);
    private GroupCommit commit;
    private Thread committer;
    private volatile boolean running;
    private volatile CountDownLatch stopping = new CountDownLatch(1);

    /**
     * @param delivery how to reach the mail servers; if none is configured messages stay queued
     * @param alone whether this node is certainly the only one, so that nobody else can hold a lease
     */
    Dispatcher(
            OutboxClaims claims,
            OutboxTransitions transitions,
            UnresolvedMessageStore held,
            PrefetchReader prefetch,
            PolicyEvaluator evaluator,
            AttemptPreparation preparation,
            MessageOutcomes outcomes,
            ContactVersions versions,
            ChannelDirectory directory,
            TransactionTemplate transaction,
            MailDelivery delivery,
            DispatchSignal signal,
            MessagingProperties properties,
            BusinessClock clock,
            MeterRegistry registry,
            boolean alone) {
        this.claims = claims;
        this.transitions = transitions;
        this.held = held;
        this.prefetch = prefetch;
        this.evaluator = evaluator;
        this.preparation = preparation;
        this.recorder =
                new OutcomeRecorder(transitions, outcomes, versions, this::count, transaction, properties, clock);
        this.directory = directory;
        this.transaction = transaction;
        this.delivery = delivery;
        this.signal = signal;
        this.properties = properties;
        this.clock = clock;
        this.registry = registry;
        this.alone = alone;
        // what is due depends on the time: anyone who moves the clock wakes the dispatcher
        clock.follow(distance -> signal.wake());
        register(registry);
    }

    private void register(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("rapport.messages")
                            .description("evaluations and attempts, by what came of them")
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
        commit = new GroupCommit(transitions, recorder, transaction, properties.sendLease(), clock);
        committer = new Thread(commit, "dispatch-commit");
        committer.start();
        if (delivery.isConfigured()) {
            List<String> others = directory.others().stream().map(Channel::key).toList();
            open(
                    ChannelQueue.ofMail(MessageDefinition.CHANNELS, others),
                    properties.workers(),
                    node,
                    () -> new MailTransport(delivery));
        }
        for (Channel channel : directory.others()) {
            open(
                    ChannelQueue.of(channel.key()),
                    properties.channelWorkers(),
                    node,
                    () -> new ChannelTransport(channel));
        }
    }

    private void open(ChannelQueue queue, int number, String node, Supplier<Transport> transports) {
        subscriptions.put(
                queue,
                signal.subscribe(channel -> queue.claims().contains(channel)
                        // while no mail goes out, others look for what they can take over
                        || channel.equals(ChannelDirectory.EMAIL) && mailAway().isPresent()));
        List<Thread> threads = new CopyOnWriteArrayList<>();
        workers.put(queue, threads);
        for (int i = 1; i <= number; i++) {
            String name = queue.channel() + "-" + i;
            Worker worker = new Worker(
                    node + "-" + name,
                    queue,
                    transports.get(),
                    this,
                    claims,
                    prefetch,
                    evaluator,
                    preparation,
                    recorder,
                    commit,
                    properties,
                    clock);
            Thread thread = new Thread(worker, "dispatch-" + name);
            threads.add(thread);
            thread.start();
        }
        gauges.add(Gauge.builder("rapport.outbox.workers", this, dispatcher -> dispatcher.living(queue))
                .description("threads of this node that live and send on the channel")
                .tag("channel", queue.channel())
                .register(registry));
    }

    private long living(ChannelQueue queue) {
        return workers.getOrDefault(queue, List.of()).stream()
                .filter(Thread::isAlive)
                .count();
    }

    /** @return by channel, how many workers of this node live; empty while it does not run */
    Map<String, Long> livingWorkers() {
        Map<String, Long> living = new HashMap<>();
        if (running) {
            workers.keySet().forEach(queue -> living.put(queue.channel(), committer.isAlive() ? living(queue) : 0));
        }
        return living;
    }

    /** Returns when the messages in hand are finished and their outcomes are committed. */
    @Override
    public synchronized void stop() {
        running = false;
        stopping.countDown();
        List<Thread> threads = workers.values().stream().flatMap(List::stream).toList();
        threads.forEach(thread -> signal.wake());
        long begin = System.nanoTime();
        threads.forEach(thread -> join(thread, begin));
        if (commit != null) {
            commit.close();
            join(committer, begin);
        }
        gauges.forEach(registry::remove);
        gauges.clear();
        workers.clear();
        subscriptions.values().forEach(Subscription::close);
        subscriptions.clear();
    }

    private static void join(Thread thread, long begin) {
        try {
            long left = LONGEST_GOODBYE.toNanos() - (System.nanoTime() - begin);
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("{} still waits for an answer; its message will show as unknown", thread.getName());
        }
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

    /** Finds what dead workers left and for what is to be sent again, once in a while for all workers together. */
    void recover() {
        if (recovery.isDue()) {
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

    void awaitWork(ChannelQueue queue) throws InterruptedException {
        Subscription subscription = subscriptions.get(queue);
        if (running && subscription != null) {
            subscription.await(properties.poll());
        }
    }

    /** Messages were left to the queues of these channels. */
    void wake(Collection<String> channels) {
        signal.wake(channels);
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
