package io.rapport.benchmark;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many events a second are accepted, each a committed row before its 202, beside pgbench inserting the same rows over
 * as many connections. While it is measured nobody works the events off; a last figure shows it with the workers on.
 */
final class IntakeBenchmark {

    private static final String JOURNEY = "benchmark-two-messages";
    private static final List<Integer> BATCHES = List.of(1, 100, 1000);
    private static final String PATTERN = "pattern";

    /** More than any round takes in. */
    private static final String NEVER_FULL = "--rapport.inbox.most-waiting=2000000";

    private final Lab lab;
    private final Options options;
    private final AtomicLong number = new AtomicLong();

    IntakeBenchmark(Lab lab, Options options) {
        this.lab = lab;
        this.options = options;
    }

    /** Runs it; prints the figures, and fails if an event that was accepted is not there. */
    void run() throws IOException, InterruptedException, SQLException, GeneralSecurityException {
        List<Side> sides = new ArrayList<>();
        try {
            sides.add(lab.rapport("intake", null, JOURNEY, NEVER_FULL, "--rapport.inbox.workers=0"));
            if (options.before() != null) {
                sides.add(lab.rapport(
                        "intake_before", options.before(), JOURNEY, NEVER_FULL, "--rapport.inbox.workers=0"));
            }
            run(sides);
        } finally {
            for (Side side : sides) {
                side.close();
            }
        }
        try (Side working = lab.rapport("working", null, JOURNEY, NEVER_FULL)) {
            accept(working, 1, options.seconds());
            System.out.printf(
                    Locale.ROOT,
                    "one by one with the workers on: %.0f events/s%n",
                    accept(working, 1, options.seconds()));
        }
    }

    private void run(List<Side> sides) throws IOException, InterruptedException, SQLException {
        try (Line line = sides.get(0).line()) {
            line.post(sides.get(0).registered(PATTERN));
        }
        Optional<PgBench> rival = PgBench.find(options.pgbench(), sides.get(0).jdbcUrl(), lab.home(), PATTERN);
        for (int batch : BATCHES) {
            List<List<Double>> rates = new ArrayList<>();
            for (Side side : sides) {
                rates.add(new ArrayList<>());
                accept(side, batch, 2 * options.seconds());
            }
            List<Double> plain = new ArrayList<>();
            if (options.statements() > 0) {
                Statements.begin(lab.url("postgres"));
            }
            for (int round = 1; round <= options.rounds(); round++) {
                for (int i = 0; i < sides.size(); i++) {
                    rates.get(i).add(accept(sides.get(i), batch, options.seconds()));
                }
                if (rival.isPresent()) {
                    plain.add(rival.get().run(batch, options.connections(), options.seconds()));
                }
            }
            if (options.statements() > 0) {
                Statements.show(lab.url("postgres"), options.statements());
            }
            for (int i = 0; i < sides.size(); i++) {
                double rate = Options.median(rates.get(i));
                System.out.printf(
                        Locale.ROOT,
                        "%4d a request, %d connections: %-14s %7.0f events/s",
                        batch,
                        options.connections(),
                        sides.get(i).name(),
                        rate);
                if (rival.isPresent()) {
                    double rows = Options.median(plain);
                    System.out.printf(Locale.ROOT, ", pgbench %7.0f rows/s, ratio %.2f", rows, rate / rows);
                }
                System.out.println();
            }
        }
    }

    /** @return events accepted a second */
    private double accept(Side side, int batch, int seconds) throws IOException, InterruptedException, SQLException {
        side.execute("truncate rapport.inbox_event");
        side.execute("checkpoint");
        ExecutorService callers = Executors.newFixedThreadPool(options.connections());
        List<Future<Long>> accepted = new ArrayList<>();
        long from = System.nanoTime();
        long until = from + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < options.connections(); i++) {
            accepted.add(callers.submit(() -> call(side, batch, until)));
        }
        long sum = 0;
        try {
            for (Future<Long> one : accepted) {
                sum += one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call failed", e.getCause());
        } finally {
            callers.shutdownNow();
        }
        double rate = sum * 1e9 / (System.nanoTime() - from);
        long rows = side.number("select count(*) from rapport.inbox_event");
        if (rows != sum) {
            throw new IllegalStateException(sum + " events were accepted, " + rows + " are there");
        }
        return rate;
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
