package io.rapport.benchmark;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How many due timers a second are fired while many others wait. Journeys are started, each waits for a timer far away;
 * then all of theirs are made due at one moment. The rate is taken from the engine's own times: from the first journey
 * that ended to the last, so that how long an idle engine sleeps does not count.
 */
final class TimerBenchmark {

    private static final int STOCK_SHARE = 5;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final long LOOK_EVERY_MILLIS = 50;

    private final Lab lab;
    private final Options options;

    TimerBenchmark(Lab lab, Options options) {
        this.lab = lab;
        this.options = options;
    }

    /** Runs it; prints the figures, and fails if a timer does not fire. */
    void run() throws IOException, InterruptedException, SQLException, TimeoutException, GeneralSecurityException {
        List<Side> sides = new ArrayList<>();
        try {
            sides.add(lab.rapport("rapport_timers", null, "benchmark-timer"));
            if (options.stock()) {
                sides.add(lab.stock("stock_timers"));
            }
            run(sides);
        } finally {
            for (Side side : sides) {
                side.close();
            }
        }
    }

    private void run(List<Side> sides) throws IOException, InterruptedException, SQLException, TimeoutException {
        List<Waiting> waiting = new ArrayList<>();
        for (Side side : sides) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.warmup());
            for (int round = 1; round == 1 || System.nanoTime() < end; round++) {
                fire(side, "warm" + round, options.timers());
            }
            try (Line line = side.line()) {
                start(side, line, Waiting.MODEL);
            }
            await(side, () -> side.number(jobs("= 'customer:" + Waiting.MODEL + "'")) == 1);
            waiting.add(new Waiting(side));
            side.analyze();
        }
        double[][] rates = new double[options.waiting().size()][sides.size()];
        for (int size = 0; size < rates.length; size++) {
            int instances = options.waiting().get(size);
            for (Waiting others : waiting) {
                others.fill(instances);
            }
            List<List<Double>> results = new ArrayList<>();
            sides.forEach(side -> results.add(new ArrayList<>()));
            if (options.statements() > 0) {
                Statements.begin(lab.url("postgres"));
            }
            for (int round = 1; round <= options.rounds(); round++) {
                for (int i = 0; i < sides.size(); i++) {
                    results.get(i).add(fire(sides.get(i), instances + "t" + round, count(sides.get(i))));
                }
            }
            for (int i = 0; i < sides.size(); i++) {
                rates[size][i] = Options.median(results.get(i));
            }
            if (options.statements() > 0) {
                Statements.show(lab.url("postgres"), options.statements());
            }
        }
        System.out.println("Timers fired a second (median), by timers waiting:");
        Options.table(options.waiting(), sides.stream().map(Side::name).toList(), rates);
    }

    private int count(Side side) {
        return side instanceof Side.Stock ? Math.max(2, options.timers() / STOCK_SHARE) : options.timers();
    }

    private double fire(Side side, String name, int timers)
            throws IOException, InterruptedException, SQLException, TimeoutException {
        String range = "between 'customer:%1$s-' and 'customer:%1$s.'".formatted(name);
        try (Line line = side.line()) {
            for (int i = 0; i < timers; i++) {
                start(side, line, name + "-" + i);
            }
            await(side, () -> side.number(jobs(range)) == timers);
            side.execute("update act_ru_job set duedate_ = duedate_ - interval '40 days' where process_instance_id_ in"
                    + " (select proc_inst_id_ from act_ru_execution where business_key_ " + range + ")");
            if (side.nudge() != null && !line.post(side.nudge()).isGood()) {
                throw new IllegalStateException(side.name() + " cannot be woken");
            }
        }
        String ended = " from act_hi_procinst where end_time_ is not null and business_key_ " + range;
        await(side, () -> side.number("select count(*)" + ended) == timers);
        long millis = side.number("select extract(epoch from max(end_time_) - min(end_time_))::numeric * 1000" + ended);
        double rate = (timers - 1) * 1000.0 / millis;
        System.out.printf(
                Locale.ROOT,
                "%-10s %-14s %5d timers in %6d ms: %7.1f a second%n",
                name,
                side.name(),
                timers,
                millis,
                rate);
        return rate;
    }

    private static void start(Side side, Line line, String customer) throws IOException {
        Line.Answer answer = line.post(side.timed(customer));
        if (!side.isTaken(answer)) {
            throw new IllegalStateException(side.name() + " answered " + answer.status() + ": " + answer.body());
        }
    }

    private static String jobs(String key) {
        return "select count(*) from act_ru_job j join act_ru_execution p on p.id_ = j.process_instance_id_"
                + " where p.business_key_ " + key;
    }

    /** Something to look for in the database. */
    private interface Condition {
        boolean isThere() throws SQLException;
    }

    private static void await(Side side, Condition condition) throws InterruptedException, SQLException, TimeoutException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!condition.isThere()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(side.name() + " does not get on");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
    }
}
