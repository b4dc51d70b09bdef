package io.rapport.benchmark;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many events a second are accepted, each a committed row before its 202, beside pgbench inserting the same rows over
 * as many connections, with few and with many instances waiting. While that is measured nobody works the events off; last
 * figures show it with the workers on.
 */
final class IntakeBenchmark {

    private static final String JOURNEY = "benchmark-two-messages";
    private static final String TABLE = "rapport.inbox_event";

    /** Rounds of a batch before the first that counts; singly sent events are warmed up by time, being much fewer. */
    private static final int WARM_UP = 4;

    /** More than any round takes in. */
    private static final String NEVER_FULL = "--rapport.inbox.most-waiting=2000000";

    private static final String NOBODY_WORKS = "--rapport.inbox.workers=0";
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long LOOK_EVERY_MILLIS = 50;

    private final Lab lab;
    private final Options options;
    private final AtomicLong number = new AtomicLong();

    IntakeBenchmark(Lab lab, Options options) {
        this.lab = lab;
        this.options = options;
    }

    /** Runs it; prints the figures, and fails if an event that was accepted is not there. */
    void run() throws IOException, InterruptedException, SQLException, TimeoutException, GeneralSecurityException {
        List<Side> sides = new ArrayList<>();
        try {
            sides.add(atTheDoor("intake", null));
            if (options.before() != null) {
                sides.add(atTheDoor("intake_before", options.before()));
            }
            acceptOnly(sides);
        } finally {
            for (Side side : sides) {
                side.close();
            }
        }
        if (options.before() != null) {
            // that compares doors
            return;
        }
        try (Side working = lab.rapport("working", null, JOURNEY, NEVER_FULL)) {
            workThrough(working);
        }
    }

    /** Rapport with one instance that waits, and then without workers. */
    private Side atTheDoor(String name, String classes)
            throws IOException, InterruptedException, SQLException, TimeoutException, GeneralSecurityException {
        try (Side side = lab.rapport(name, classes, JOURNEY, NEVER_FULL)) {
            new Round(side, lab.sink(), Waiting.MODEL, 1).leaveWaiting();
        }
        return lab.rapport(name, classes, JOURNEY, NEVER_FULL, NOBODY_WORKS);
    }

    private void acceptOnly(List<Side> sides) throws IOException, InterruptedException, SQLException {
        Optional<PgBench> rival = PgBench.find(options.pgbench(), sides.get(0).jdbcUrl(), lab.home(), Waiting.MODEL);
        List<Waiting> waiting = sides.stream().map(Waiting::new).toList();
        List<String> names = new ArrayList<>(sides.stream().map(Side::name).toList());
        rival.ifPresent(pgbench -> names.add("pgbench"));
        double[][][] rates =
                new double[options.batches().size()][options.waiting().size()][];
        for (int size = 0; size < options.waiting().size(); size++) {
            for (Waiting others : waiting) {
                others.fill(options.waiting().get(size));
            }
            if (rival.isPresent()) {
                rival.get().fill();
            }
            for (int batch = 0; batch < options.batches().size(); batch++) {
                if (size == 0) {
                    for (Side side : sides) {
                        int each = options.batches().get(batch);
                        accept(side, each, each == 1 ? options.warmup() : WARM_UP * options.seconds());
                    }
                }
                rates[batch][size] = rates(sides, rival, options.batches().get(batch));
            }
        }
        for (int batch = 0; batch < options.batches().size(); batch++) {
            System.out.printf(
                    "Events accepted a second (median), %d a request over %d connections, by instances waiting:%n",
                    options.batches().get(batch), options.connections());
            Options.table(options.waiting(), names, rates[batch]);
        }
    }

    /** @return the median of each side, pgbench's last if it plays */
    private double[] rates(List<Side> sides, Optional<PgBench> rival, int batch)
            throws IOException, InterruptedException, SQLException {
        List<List<Double>> rates = new ArrayList<>();
        for (int i = 0; i < sides.size() + (rival.isPresent() ? 1 : 0); i++) {
            rates.add(new ArrayList<>());
        }
        if (options.statements() > 0) {
            Statements.begin(lab.url("postgres"));
        }
        for (int round = 1; round <= options.rounds(); round++) {
            for (int i = 0; i < sides.size(); i++) {
                rates.get(i).add(accept(sides.get(i), batch, options.seconds()));
            }
            if (rival.isPresent()) {
                double rate = rival.get().run(batch, options.connections(), options.seconds());
                System.out.printf(Locale.ROOT, "%-14s %4d a request: %7.0f rows/s%n", "pgbench", batch, rate);
                rates.get(sides.size()).add(rate);
            }
        }
        if (options.statements() > 0) {
            Statements.show(lab.url("postgres"), options.statements());
        }
        return rates.stream().mapToDouble(Options::median).toArray();
    }

    /** One by one with the workers on: how many come in, and how many have gone through projections and journeys. */
    private void workThrough(Side side) throws IOException, InterruptedException, SQLException, TimeoutException {
        new Round(side, lab.sink(), Waiting.MODEL, 1).leaveWaiting();
        Waiting others = new Waiting(side);
        knock(side, 1, options.seconds());
        await(side, side.unfinished());
        for (int instances : options.waiting()) {
            others.fill(instances);
            long from = System.nanoTime();
            long accepted = knock(side, 1, options.seconds());
            double knocked = (System.nanoTime() - from) / 1e9;
            await(side, "select count(*) from " + TABLE + " where state = 'waiting'");
            double worked = (System.nanoTime() - from) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%9d waiting, one by one with the workers on: %.0f events accepted a second meanwhile,"
                            + " %.0f a second from the first call to the last one's end%n",
                    instances,
                    accepted / knocked,
                    accepted / worked);
            await(side, side.unfinished());
        }
    }

    /** @param count SQL that counts what is still to be done */
    private static void await(Side side, String count) throws InterruptedException, SQLException, TimeoutException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (side.number(count) > 0) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(side.name() + " does not get on");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
    }

    /** @return events accepted a second */
    private double accept(Side side, int batch, int seconds) throws IOException, InterruptedException, SQLException {
        try (FurtherRows further = new FurtherRows(side.jdbcUrl(), TABLE)) {
            Duration application = side.applicationCpu();
            Duration database = side.databaseCpu();
            Duration calls = ownCpu();
            long from = System.nanoTime();
            long accepted = knock(side, batch, seconds);
            double rate = accepted * 1e9 / (System.nanoTime() - from);
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %4d a request: %7.0f events/s;"
                            + " processor µs an event: %4.0f application, %4.0f PostgreSQL, %4.0f calls%n",
                    side.name(),
                    batch,
                    rate,
                    micros(side.applicationCpu().minus(application), accepted),
                    micros(side.databaseCpu().minus(database), accepted),
                    micros(ownCpu().minus(calls), accepted));
            long rows = further.count();
            if (rows != accepted) {
                throw new IllegalStateException(accepted + " events were accepted, " + rows + " are there");
            }
            return rate;
        }
    }

    private static double micros(Duration cpu, long events) {
        return cpu.toNanos() / 1e3 / events;
    }

    private static Duration ownCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** @return events accepted, over all connections */
    private long knock(Side side, int batch, int seconds) throws InterruptedException {
        ExecutorService callers = Executors.newFixedThreadPool(options.connections());
        List<Future<Long>> accepted = new ArrayList<>();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < options.connections(); i++) {
            accepted.add(callers.submit(() -> call(side, batch, until)));
        }
        try {
            long sum = 0;
            for (Future<Long> one : accepted) {
                sum += one.get();
            }
            return sum;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call failed", e.getCause());
        } finally {
            callers.shutdownNow();
        }
    }

    private long call(Side side, int batch, long until) throws IOException {
        long accepted = 0;
        try (Line line = side.line()) {
            while (System.nanoTime() < until) {
                Line.Answer answer = line.post(batch == 1 ? side.registered(customer()) : together(side, batch));
                if (!side.isTaken(answer)) {
                    throw new IllegalStateException(
                            side.name() + " answered " + answer.status() + ": " + answer.body());
                }
                accepted += batch;
            }
        }
        return accepted;
    }

    private Line.Call together(Side side, int batch) {
        StringBuilder body = new StringBuilder("[");
        Line.Call one = null;
        for (int i = 0; i < batch; i++) {
            one = side.registered(customer());
            body.append(i == 0 ? "" : ",").append(one.body());
        }
        return new Line.Call(
                one.path(),
                one.headers().replace("cloudevents+json", "cloudevents-batch+json"),
                body.append(']').toString());
    }

    private String customer() {
        return "in-" + number.incrementAndGet();
    }
}
