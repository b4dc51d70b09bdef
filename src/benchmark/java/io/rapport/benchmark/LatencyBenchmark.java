package io.rapport.benchmark;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How long a customer's welcome takes at a steady pace, from the 202 to the event, one a request, to the mail server's 250.
 * Each state of the product plays in turns.
 */
final class LatencyBenchmark {

    private static final int CONNECTIONS = 8;
    private static final int WARM_PACE = 100;
    private static final long LONGEST_SECONDS = 60;

    private final Lab lab;
    private final Options options;

    LatencyBenchmark(Lab lab, Options options) {
        this.lab = lab;
        this.options = options;
    }

    /** Runs it; prints the figures, and fails if a mail does not come. */
    void run() throws IOException, InterruptedException, SQLException, GeneralSecurityException, TimeoutException {
        List<Side> sides = new ArrayList<>();
        try {
            sides.add(lab.rapport("rapport", null, "benchmark-two-messages"));
            if (options.before() != null) {
                sides.add(lab.rapport("before", options.before(), "benchmark-two-messages"));
            }
            for (Side side : sides) {
                play(side, "warm", WARM_PACE, options.warmup());
                side.analyze();
                if (options.statements() > 0) {
                    Statements.begin(side.jdbcUrl());
                }
            }
            for (int pace : options.paces()) {
                for (int round = 1; round <= options.rounds(); round++) {
                    for (Side side : sides) {
                        Spent before = spent(side);
                        double[] millis = play(side, "p" + pace + "r" + round, pace, options.seconds());
                        show(side, pace, millis, before, spent(side));
                    }
                }
            }
            if (options.statements() > 0) {
                Statements.show(sides.get(0).jdbcUrl(), options.statements());
            }
        } finally {
            for (Side side : sides) {
                side.close();
            }
        }
    }

    /**
     * What a side has used so far.
     *
     * @param application processor time
     * @param database processor time of the connections that live
     * @param statements sent by clients; 0 if nobody counts them
     */
    private record Spent(Duration application, Duration database, long statements) {}

    private Spent spent(Side side) throws SQLException {
        return new Spent(
                side.applicationCpu(),
                side.connectionsCpu(),
                options.statements() > 0 ? Statements.sent(side.jdbcUrl()) : 0);
    }

    private static void show(Side side, int pace, double[] millis, Spent before, Spent after) {
        System.out.printf(
                Locale.ROOT,
                "%-14s %4d events/s: 202 to 250 in ms: p50 %.1f, p95 %.1f, p99 %.1f, longest %.1f (%d mails);"
                        + " processor ms an event: application %.2f, PostgreSQL %.2f; %.1f statements%n",
                side.name(),
                pace,
                percentile(millis, 50),
                percentile(millis, 95),
                percentile(millis, 99),
                millis[millis.length - 1],
                millis.length,
                after.application().minus(before.application()).toNanos() / 1e6 / millis.length,
                after.database().minus(before.database()).toNanos() / 1e6 / millis.length,
                (after.statements() - before.statements()) / (double) millis.length);
    }

    /** @return the nearest rank of sorted values */
    private static double percentile(double[] sorted, int percent) {
        return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)];
    }

    /** @return for each mail how long it took, in milliseconds, ascending; less than nothing where it outran the 202 */
    private double[] play(Side side, String prefix, int pace, int seconds)
            throws InterruptedException, TimeoutException {
        int events = pace * seconds;
        Map<String, Long> accepted = new ConcurrentHashMap<>();
        Map<String, Long> taken = new ConcurrentHashMap<>();
        CountDownLatch mails = new CountDownLatch(events);
        AtomicReference<Exception> fault = new AtomicReference<>();
        lab.sink().reset(recipient -> {
            if (taken.putIfAbsent(recipient, System.nanoTime()) == null) {
                mails.countDown();
            }
        });
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            lines.add(side.line());
        }
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        ExecutorService callers = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            for (int i = 0; i < events; i++) {
                String customer = prefix + "-" + i;
                Line line = lines.get(i % CONNECTIONS);
                clock.schedule(
                        () -> callers.execute(() -> {
                            try {
                                post(side, line, customer, accepted);
                            } catch (IOException | RuntimeException e) {
                                fault.compareAndSet(null, e instanceof RuntimeException ? e : new IllegalStateException(e));
                            }
                        }),
                        TimeUnit.SECONDS.toNanos(i) / pace,
                        TimeUnit.NANOSECONDS);
            }
            if (!mails.await(seconds + LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new TimeoutException(side.name() + ": " + mails.getCount() + " mails did not come; " + fault.get());
            }
            if (fault.get() != null) {
                throw new IllegalStateException("a call failed", fault.get());
            }
        } finally {
            clock.shutdownNow();
            callers.shutdown();
            callers.awaitTermination(10, TimeUnit.SECONDS);
            lines.forEach(LatencyBenchmark::close);
        }
        double[] millis = accepted.entrySet().stream()
                .mapToDouble(each -> (taken.get(side.mailAddress(each.getKey())) - each.getValue()) / 1e6)
                .toArray();
        Arrays.sort(millis);
        return millis;
    }

    private static void post(Side side, Line line, String customer, Map<String, Long> accepted) throws IOException {
        synchronized (line) {
            Line.Answer answer = line.post(side.registered(customer));
            if (!side.isTaken(answer)) {
                throw new IllegalStateException(side.name() + " answered " + answer.status() + ": " + answer.body());
            }
            accepted.put(customer, System.nanoTime());
        }
    }

    private static void close(Line line) {
        try {
            line.close();
        } catch (IOException e) {
            // it was closed already
        }
    }
}
