package io.rapport.benchmark;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

/**
 * Measures Rapport beside its rivals, in one run, in turns, on one PostgreSQL that waits for the disk at each commit.
 * {@code docs/benchmarks.md} tells what is measured and how to read it; {@link Options} what can be chosen.
 */
public final class Benchmark {

    private Benchmark() {}

    /**
     * Runs the parts asked for; each starts from an empty database server.
     *
     * @param args none
     */
    public static void main(String[] args)
            throws IOException, InterruptedException, SQLException, TimeoutException, GeneralSecurityException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        Options options = Options.read();
        for (String part : options.parts()) {
            try (Lab lab = new Lab(options.statements() > 0, options.derived())) {
                System.out.printf(
                        Locale.ROOT,
                        "--- %s: %s, load average %.1f%n",
                        part,
                        lab.machine(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
                switch (part) {
                    case "intake" -> new IntakeBenchmark(lab, options).run();
                    case "facts" -> new FactsBenchmark(lab, options).run();
                    case "import" -> new ImportBenchmark(lab, options).run();
                    case "journeys" -> new JourneyBenchmark(lab, options).run();
                    case "latency" -> new LatencyBenchmark(lab, options).run();
                    case "search" -> new SearchBenchmark(lab, options).run();
                    case "segments" -> new SegmentBenchmark(lab, options).run();
                    case "value" -> new ValueBenchmark(lab, options).run();
                    case "timers" -> new TimerBenchmark(lab, options).run();
                    default ->
                        throw new IllegalArgumentException(
                                "benchmark.only knows intake, facts, import, journeys, timers, latency, search, segments and value, not " + part);
                }
            }
        }
    }
}
