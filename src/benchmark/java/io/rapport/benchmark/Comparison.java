package io.rapport.benchmark;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Plays a benchmark's rounds on all sides in turns, with few and with many other instances waiting. */
final class Comparison {

    private final Lab lab;
    private final Options options;

    Comparison(Lab lab, Options options) {
        this.lab = lab;
        this.options = options;
    }

    /** What is played. */
    interface Rounds {

        /**
         * Plays a round.
         *
         * @param name begins the ids of what is made in it
         * @return how many a second
         */
        double play(Side side, String name) throws IOException, InterruptedException, SQLException, TimeoutException;

        /** Leaves one instance waiting, of which {@link Waiting} makes the others. */
        void leaveOneWaiting(Side side) throws IOException, InterruptedException, SQLException, TimeoutException;
    }

    /**
     * Warms all sides up, then plays as many rounds as are wished at each number of waiting instances, and prints the
     * medians.
     *
     * @param title of the table
     * @param letter stands in the rounds' names, between the number of waiting instances and the round's
     */
    void run(List<Side> sides, Rounds rounds, String title, char letter)
            throws IOException, InterruptedException, SQLException, TimeoutException {
        List<Waiting> waiting = new ArrayList<>();
        for (Side side : sides) {
            warm(side, rounds);
            rounds.leaveOneWaiting(side);
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
                    results.get(i).add(rounds.play(sides.get(i), instances + "" + letter + round));
                }
            }
            for (int i = 0; i < sides.size(); i++) {
                rates[size][i] = Options.median(results.get(i));
            }
            if (options.statements() > 0) {
                Statements.show(lab.url("postgres"), options.statements());
            }
        }
        System.out.println(title);
        Options.table(options.waiting(), sides.stream().map(Side::name).toList(), rates);
    }

    /** Until Java's compiler has seen what it needs. */
    private void warm(Side side, Rounds rounds)
            throws IOException, InterruptedException, SQLException, TimeoutException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.warmup());
        for (int round = 1; round == 1 || System.nanoTime() < end; round++) {
            rounds.play(side, "warm" + round);
        }
    }
}
