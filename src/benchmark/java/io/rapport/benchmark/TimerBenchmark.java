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
final class TimerBenchmark implements Comparison.Rounds {

    private static final int STOCK_SHARE = 5;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 50;

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
            new Comparison(lab, options).run(sides, this, "Timers fired a second (median), by timers waiting:", 't');
        } finally {
            for (Side side : sides) {
                side.close();
            }
        }
    }

    private int count(Side side) {
        return side instanceof Side.Stock ? Math.max(2, options.timers() / STOCK_SHARE) : options.timers();
    }

    @Override
    public void leaveOneWaiting(Side side) throws IOException, InterruptedException, SQLException, TimeoutException {
        try (Line line = side.line()) {
            start(side, line, Waiting.MODEL);
        }
        await(side, () -> side.number(jobs("= 'customer:" + Waiting.MODEL + "'")) == 1);
    }

    @Override
    public double play(Side side, String name) throws IOException, InterruptedException, SQLException, TimeoutException {
        // while it warms up, stock fires as many as Rapport
        int timers = name.startsWith("warm") ? options.timers() : count(side);
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

    /** Something to wait for in the database. */
    private interface Condition {
        boolean isThere() throws SQLException;
    }

    private static void await(Side side, Condition condition) throws InterruptedException, SQLException, TimeoutException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!condition.isThere()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(side.name() + " does not get on");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }
}
