package io.rapport.benchmark;

import io.rapport.benchmark.Round.Result;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/**
 * How many journeys a second go the whole road, from a call over HTTP to a mail over SMTP: Rapport beside stock Camunda,
 * in turns, with few and with many other instances waiting.
 */
final class JourneyBenchmark implements Comparison.Rounds {

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
            new Comparison(lab, options).run(sides, this, "Journeys a second (median), by instances waiting:", 'w');
            System.out.println("every journey ended, every customer got exactly two mails");
        } finally {
            for (Side side : sides) {
                side.close();
            }
        }
    }

    private int count(Side side) {
        return side instanceof Side.Stock ? Math.max(1, options.journeys() / STOCK_SHARE) : options.journeys();
    }

    @Override
    public void leaveOneWaiting(Side side) throws InterruptedException, SQLException, TimeoutException {
        new Round(side, lab.sink(), Waiting.MODEL, 1).leaveWaiting();
    }

    @Override
    public double play(Side side, String name) throws InterruptedException, SQLException, TimeoutException {
        Result result = new Round(side, lab.sink(), name, count(side)).play();
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
        return result.rate();
    }
}
