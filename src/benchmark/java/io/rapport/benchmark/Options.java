package io.rapport.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a run is asked for.
 *
 * @param parts which of {@code intake}, {@code journeys}, {@code timers}, {@code latency}, {@code facts},
 *     {@code import}, {@code search}, {@code segments}
 * @param stock whether stock Camunda plays too
 * @param before a folder with the product's classes of an earlier state, to play beside the present one; may be
 *     {@code null}
 * @param derived whether what is derived of customers (value, tier, stage, segments, loyalty) is played, too
 * @param alone whether the present state plays once more, taking each event by itself (of the facts)
 * @param waiting how many other instances wait, step by step
 * @param warmup seconds for which each side plays before it is measured
 * @param journeys a round for Rapport; stock plays a sixth
 * @param facts events of each type in a round of the facts
 * @param rounds a side and step
 * @param timers due at once, for Rapport; stock gets a fifth
 * @param seconds a round of the intake, and of the latency at each pace
 * @param paces events a second of the latency
 * @param connections for the intake
 * @param batches events a request of the intake
 * @param pgbench the program
 * @param customers of the shop whose past is brought in, or among whom is searched, each with ten orders
 * @param statements how many of the most expensive statements to show
 */
record Options(
        List<String> parts,
        boolean stock,
        String before,
        boolean derived,
        boolean alone,
        List<Integer> waiting,
        int warmup,
        int journeys,
        int facts,
        int rounds,
        int timers,
        int seconds,
        List<Integer> paces,
        int connections,
        List<Integer> batches,
        String pgbench,
        int customers,
        int statements) {

    /** Reads the system properties {@code benchmark.*}; what is empty counts as not given. */
    static Options read() {
        return new Options(
                list("only", "intake,journeys,timers,latency"),
                !"rapport".equals(text("sides", "")),
                text("before", null),
                !"false".equals(text("derived", "")),
                "true".equals(text("alone", "")),
                numbers("waiting", "0,100000,1000000"),
                number("warmup", 30),
                number("journeys", 3000),
                number("facts", 600),
                number("rounds", 3),
                number("timers", 1000),
                number("seconds", 8),
                numbers("paces", "40,160"),
                number("connections", 8),
                numbers("batches", "1,100,1000"),
                text("pgbench", "pgbench"),
                number("customers", 1_000_000),
                number("statements", 0));
    }

    private static String text(String name, String otherwise) {
        String value = System.getProperty("benchmark." + name, "").strip();
        return value.isEmpty() ? otherwise : value;
    }

    private static int number(String name, int otherwise) {
        return Integer.parseInt(text(name, String.valueOf(otherwise)));
    }

    private static List<Integer> numbers(String name, String otherwise) {
        return list(name, otherwise).stream().map(Integer::valueOf).toList();
    }

    private static List<String> list(String name, String otherwise) {
        return Arrays.stream(text(name, otherwise).split(","))
                .map(String::strip)
                .toList();
    }

    /** @return the one in the middle, the mean of two if their number is even */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** Prints rates by waiting instances and side, the slow-down, and the ratios of the first to each other. */
    static void table(List<Integer> waiting, List<String> sides, double[][] rates) {
        int last = sides.size() - 1;
        for (int size = 0; size < rates.length; size++) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%9d", waiting.get(size)));
            for (int side = 0; side <= last; side++) {
                line.append(String.format(
                        Locale.ROOT,
                        "   %s %8.1f (%.2f of that with %d)",
                        sides.get(side),
                        rates[size][side],
                        rates[size][side] / rates[0][side],
                        waiting.get(0)));
            }
            for (int side = 1; side <= last; side++) {
                line.append(String.format(
                        Locale.ROOT, "   %.2f × %s", rates[size][0] / rates[size][side], sides.get(side)));
            }
            System.out.println(line);
        }
    }
}
