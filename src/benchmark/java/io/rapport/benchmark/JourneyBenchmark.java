package io.rapport.benchmark;

import io.rapport.benchmark.Round.Result;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How many journeys a second go the whole road, from a call over HTTP to a mail over SMTP: Rapport beside stock Camunda,
 * in turns, with few and with many other instances waiting.
 */
final class JourneyBenchmark {

    private static final int STOCK_SHARE = 6;

    private final Lab lab;
    private final Options options;

    JourneyBenchmark(Lab lab, Options options) {
        this.lab = lab;
        this.options = options;
    }

    /** Runs it; prints the figures, and fails if a journey or a mail is lost or doubled. */
    void run() throws IOException, InterruptedException, SQLException, TimeoutException, GeneralSecurityException {
        List<Side> sides = new ArrayList<>();
        try {
            sides.add(lab.rapport("rapport", null, "benchmark-two-messages"));
            if (options.before() != null) {
                sides.add(lab.rapport("before", options.before(), "benchmark-two-messages"));
            }
            if (options.stock()) {
                sides.add(lab.stock("stock"));
            }
            run(sides);
        } finally {
            for (Side side : sides) {
                side.close();
            }
        }
    }

    private void run(List<Side> sides) throws InterruptedException, SQLException, TimeoutException {
        List<Waiting> waiting = new ArrayList<>();
        for (Side side : sides) {
            warm(side);
            new Round(side, lab.sink(), Waiting.MODEL, 1).leaveWaiting();
            waiting.add(new Waiting(side));
            side.analyze();
        }
        double[][] rates = new double[options.waiting().size()][sides.size()];
        for (int size = 0; size < rates.length; size++) {
            int instances = options.waiting().get(size);
            for (Waiting others : waiting) {
                others.fill(instances);
            }
            List<List<Result>> results = new ArrayList<>();
            sides.forEach(side -> results.add(new ArrayList<>()));
            if (options.statements() > 0) {
                Statements.begin(lab.url("postgres"));
            }
            for (int round = 1; round <= options.rounds(); round++) {
                for (int i = 0; i < sides.size(); i++) {
                    results.get(i).add(play(sides.get(i), instances + "w" + round, count(sides.get(i))));
                }
            }
            for (int i = 0; i < sides.size(); i++) {
                rates[size][i] =
                        Options.median(results.get(i).stream().map(Result::rate).toList());
            }
            if (options.statements() > 0) {
                Statements.show(lab.url("postgres"), options.statements());
            }
        }
        System.out.println("Journeys a second (median), by instances waiting:");
        Options.table(options.waiting(), sides.stream().map(Side::name).toList(), rates);
        System.out.println("every journey ended, every customer got exactly two mails");
    }

    /** Until Java's compiler has seen what it needs. */
    private void warm(Side side) throws InterruptedException, SQLException, TimeoutException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.warmup());
        for (int round = 1; round == 1 || System.nanoTime() < end; round++) {
            play(side, "warm" + round, count(side));
        }
    }

    private int count(Side side) {
        return side instanceof Side.Stock ? Math.max(1, options.journeys() / STOCK_SHARE) : options.journeys();
    }

    private Result play(Side side, String name, int journeys)
            throws InterruptedException, SQLException, TimeoutException {
        Result result = new Round(side, lab.sink(), name, journeys).play();
        System.out.printf(
                Locale.ROOT,
                "%-10s %-14s %6d journeys in %6.2f s: %7.1f journeys/s;"
                        + " processor ms a journey: %5.2f application, %5.2f PostgreSQL, %5.2f calls and sink;"
                        + " %d bytes a mail, %d calls repeated%n",
                name,
                side.name(),
                result.journeys(),
                result.seconds(),
                result.rate(),
                result.millis(result.application()),
                result.millis(result.database()),
                result.millis(result.client()),
                result.bytes(),
                result.early());
        return result;
    }
}
