package io.rapport.mail;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.channel.SendResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One mail server as this node's workers see it together: whether it answers, how much it takes. */
final class SmtpHost {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpHost.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Refusals about us, one after the other, that are no longer about single mails or single domains behind it. */
    private static final int PILE = 20;

    /** What a refusal weighs that the server gave before it knew whom the mail is for. */
    private static final int OF_ALL_MAIL = 4;

    private static final Duration FIRST_BLOCK = Duration.ofMinutes(15);
    private static final Duration LONGEST_BLOCK = Duration.ofHours(4);

    private final SmtpSettings settings;
    private final int weight;
    private final RateLimiter pacer;
    private final Semaphore connections;
    private final AtomicInteger open = new AtomicInteger();
    private final CircuitBreaker circuit;
    private final CircuitBreaker block;
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile String refusal = "";
    private MeterRegistry registry;

    /** What {@link SmtpHosts} counts with; guarded by it. */
    int balance;

    /**
     * @param settings how to reach it
     * @param weight its share of the mails, compared with the other hosts; 1 or more
     * @param rate mails a second, at most; 0 for no limit
     * @param connections at most open at once; 0 for no limit
     * @param clock the real time, by which it is left alone while it does not answer, and its rate is kept
     */
    SmtpHost(SmtpSettings settings, int weight, double rate, int connections, Supplier<Instant> clock) {
        this.settings = settings;
        this.weight = weight;
        Instant begin = clock.get();
        this.pacer =
                new RateLimiter(rate, () -> Duration.between(begin, clock.get()).toNanos());
        this.circuit = new CircuitBreaker(FIRST_PAUSE, LONGEST_PAUSE, clock);
        this.block = new CircuitBreaker(FIRST_BLOCK, LONGEST_BLOCK, clock);
        this.connections = new Semaphore(connections == 0 ? Integer.MAX_VALUE : connections);
    }

    SmtpSettings settings() {
        return settings;
    }

    int weight() {
        return weight;
    }

    RateLimiter pacer() {
        return pacer;
    }

    CircuitBreaker circuit() {
        return circuit;
    }

    /** @return whether the server refuses all mail because of us, so that it is left alone for a while */
    boolean isBlocked() {
        return refusals.get() >= PILE && !block.isOpenForTry();
    }

    /** @return what it said when it last refused a mail because of us; empty if it never did */
    String refusal() {
        return refusal;
    }

    /** A mail is about to be handed to it. */
    void beginTry() {
        circuit.insist();
        block.insist();
    }

    /** That mail was not handed to it after all. */
    void giveBackTry() {
        circuit.giveBack();
        block.giveBack();
    }

    /**
     * It refused a mail for good because of us.
     *
     * @param unseen whether it did so before it knew whom the mail is for
     * @return whether such refusals have piled up, so that this one is not about its mail
     */
    boolean refusedUs(boolean unseen, String reply) {
        refusal = reply;
        int weight = unseen ? OF_ALL_MAIL : 1;
        int sum = refusals.addAndGet(weight);
        if (sum < PILE) {
            return false;
        }
        block.failed();
        if (sum - weight < PILE) {
            LOG.error(
                    "The mail server {} refuses mail after mail because of us; it is left alone, and tried again after {} min."
                            + " It says: {}",
                    name(),
                    FIRST_BLOCK.toMinutes(),
                    reply);
        }
        return true;
    }

    /** It took a mail. */
    void accepted() {
        refusals.set(0);
        block.succeeded();
    }

    /** Takes one of the connections that there may be. */
    boolean reserveConnection() {
        boolean reserved = connections.tryAcquire();
        if (reserved) {
            open.incrementAndGet();
        }
        return reserved;
    }

    void releaseConnection() {
        open.decrementAndGet();
        connections.release();
    }

    /** @return whether another worker may want a connection that this one keeps */
    boolean isCrowded() {
        return connections.availablePermits() == 0;
    }

    void bindTo(MeterRegistry meters) {
        registry = meters;
        Gauge.builder("rapport.smtp.up", circuit, state -> state.isWell() ? 1 : 0)
                .description("1 while the mail server answers this node")
                .tag("host", name())
                .register(meters);
        Gauge.builder("rapport.smtp.refusing", this, host -> host.refusals.get() >= PILE ? 1 : 0)
                .description("1 while the mail server refuses mail after mail because of us")
                .tag("host", name())
                .register(meters);
        Gauge.builder("rapport.smtp.connections", open, AtomicInteger::get)
                .description("open connections to the mail server")
                .tag("host", name())
                .register(meters);
        meters.counter("rapport.smtp.refusals", "host", name());
    }

    /** A mail was handed over, or not. */
    void count(Outcome outcome) {
        if (registry != null) {
            registry.counter("rapport.smtp.mails", "host", name(), "outcome", lower(outcome))
                    .increment();
        }
    }

    /** No connection came about. */
    void countRefusal() {
        if (registry != null) {
            registry.counter("rapport.smtp.refusals", "host", name()).increment();
        }
    }

    private static String lower(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    String name() {
        int usual = settings.protocol().equals("smtps") ? 465 : 25;
        return settings.host() + ':' + (settings.port() < 0 ? usual : settings.port());
    }
}
