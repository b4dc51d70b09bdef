package io.rapport.benchmark;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.rapport.app.embedded.EmbeddedDatabase;
import io.rapport.benchmark.Round.Result;
import io.rapport.benchmark.stock.StockApplication;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * How many journeys a second go the whole road, from a call over HTTP to a mail over SMTP: Rapport beside stock Camunda,
 * in one run, in turns, on one PostgreSQL that waits for the disk at each commit. {@code docs/benchmarks.md} tells what
 * is measured and how to read it.
 *
 * <p>System properties: {@code benchmark.journeys} a round for Rapport (stock plays a sixth), {@code benchmark.rounds} a
 * side, {@code benchmark.only=rapport} to leave stock out, {@code benchmark.jvm} further options of Rapport's Java,
 * {@code benchmark.statements} how many of the most expensive statements to show (which costs a little, so 0 is usual).
 */
public final class JourneyBenchmark {

    private static final Path HOME = Path.of("target", "benchmark").toAbsolutePath();

    /** What the test class path has beside what Rapport ships with, as far as it would change a running application. */
    private static final List<String> TESTS_ONLY = List.of(
            "spring-boot-test",
            "spring-boot-starter-test",
            "spring-test",
            "spring-security-test",
            "camunda-process-test");

    /** What Rapport has and a project with the engine's REST starter, JDBC and mail has not. */
    private static final List<String> NOT_STOCK = List.of(
            "spring-security",
            "spring-boot-starter-security",
            "spring-boot-starter-thymeleaf",
            "thymeleaf",
            "spring-boot-starter-actuator",
            "spring-boot-actuator",
            "micrometer-registry",
            "micrometer-jakarta",
            "prometheus",
            "flyway",
            "camunda-bpm-spring-boot-starter-webapp",
            "camunda-webapp",
            "camunda-engine-plugin-spin",
            "camunda-spin",
            "cloudevents",
            "json-schema-validator",
            "pebble",
            "mjml4j",
            "greenmail",
            "spring-modulith");

    private static final int STOCK_SHARE = 6;

    private JourneyBenchmark() {}

    /**
     * Runs it; prints the figures, and fails if a journey or a mail is lost or doubled.
     *
     * @param args none
     */
    public static void main(String[] args)
            throws IOException, InterruptedException, SQLException, TimeoutException, GeneralSecurityException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        int journeys = Integer.getInteger("benchmark.journeys", 6000);
        int rounds = Integer.getInteger("benchmark.rounds", 3);
        boolean alone = "rapport".equals(System.getProperty("benchmark.only"));
        int statements = Integer.getInteger("benchmark.statements", 0);
        delete(HOME.resolve("database"));
        Files.createDirectories(HOME);
        if (statements > 0) {
            Statements.prepare(HOME.resolve("database"));
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(HOME.resolve("database"), 0);
                MailSink sink = new MailSink();
                Application rapport = rapport(database, sink);
                Application stock = alone ? null : stock(database, sink)) {
            System.out.println(machine(database));
            List<Side> sides = new ArrayList<>();
            sides.add(new Side.Rapport(rapport, url(database, "rapport")));
            if (stock != null) {
                sides.add(new Side.Stock(stock, url(database, "stock")));
            }
            List<List<Result>> results = new ArrayList<>();
            for (Side side : sides) {
                results.add(new ArrayList<>());
                play(side, sink, "warm", count(side, journeys));
                side.analyze();
            }
            if (statements > 0) {
                Statements.begin(url(database, "postgres"));
            }
            for (int round = 1; round <= rounds; round++) {
                for (int i = 0; i < sides.size(); i++) {
                    results.get(i).add(play(sides.get(i), sink, "round" + round, count(sides.get(i), journeys)));
                }
            }
            summary(sides, results);
            if (statements > 0) {
                Statements.show(url(database, "postgres"), statements);
            }
        }
    }

    private static int count(Side side, int journeys) {
        return side instanceof Side.Stock ? Math.max(1, journeys / STOCK_SHARE) : journeys;
    }

    private static Result play(Side side, MailSink sink, String name, int journeys)
            throws InterruptedException, SQLException, TimeoutException {
        Result result = new Round(side, sink, name, journeys).play();
        System.out.printf(
                Locale.ROOT,
                "%-7s %-14s %6d journeys in %6.2f s: %7.1f journeys/s;"
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

    private static void summary(List<Side> sides, List<List<Result>> results) {
        double[] rates = new double[sides.size()];
        for (int i = 0; i < rates.length; i++) {
            double seconds =
                    results.get(i).stream().mapToDouble(Result::seconds).sum();
            rates[i] = results.get(i).stream().mapToInt(Result::journeys).sum() / seconds;
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %7.1f journeys/s over %.0f s%n",
                    sides.get(i).name(),
                    rates[i],
                    seconds);
        }
        if (rates.length == 2) {
            System.out.printf(Locale.ROOT, "ratio          %7.1f%n", rates[0] / rates[1]);
        }
        System.out.println("every journey ended, every customer got exactly two mails");
    }

    private static Application rapport(EmbeddedDatabase database, MailSink sink)
            throws IOException, InterruptedException, SQLException, GeneralSecurityException {
        List<String> jvm = new ArrayList<>(List.of("-Xmx1g"));
        jvm.addAll(Stream.of(System.getProperty("benchmark.jvm", "").split(" "))
                .filter(option -> !option.isBlank())
                .toList());
        List<String> arguments = new ArrayList<>(connections(database, "rapport", sink));
        // the shipped journeys hear the same events: here the benchmark's own journey is the only one
        arguments.add("--camunda.bpm.deployment-resource-pattern=classpath:benchmark-journey/*.bpmn");
        arguments.add("--rapport.admin.user=benchmark");
        arguments.add("--rapport.admin.password=only-for-this-run");
        arguments.add("--rapport.link-secret=only-for-this-run-0123456789abcdef0123456789abcdef");
        arguments.add("--rapport.api-keys.benchmark="
                + HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(Side.Rapport.API_KEY.getBytes(StandardCharsets.US_ASCII))));
        List<String> classPath = new ArrayList<>(List.of(journeyFolder()));
        classPath.addAll(classPath("test-classes", TESTS_ONLY));
        return Application.start(
                "io.rapport.RapportApplication",
                classPath,
                jvm,
                arguments,
                "/actuator/health/readiness",
                HOME.resolve("rapport.log"));
    }

    /** A folder with the journey alone, so that the application sees nothing else of the tests. */
    private static String journeyFolder() throws IOException {
        Path folder = HOME.resolve("journey");
        Files.createDirectories(folder.resolve("benchmark-journey"));
        try (var in = JourneyBenchmark.class.getResourceAsStream("/benchmark/rapport/benchmark-two-messages.bpmn")) {
            Files.copy(
                    in,
                    folder.resolve("benchmark-journey/benchmark-two-messages.bpmn"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        return folder.toString();
    }

    private static Application stock(EmbeddedDatabase database, MailSink sink)
            throws IOException, InterruptedException, SQLException {
        List<String> arguments = new ArrayList<>(connections(database, "stock", sink));
        arguments.add("--camunda.bpm.deployment-resource-pattern=classpath:benchmark/stock/*.bpmn");
        return Application.start(
                StockApplication.class.getName(),
                classPath(
                        "classes",
                        Stream.concat(TESTS_ONLY.stream(), NOT_STOCK.stream()).toList()),
                List.of("-Xmx1g"),
                arguments,
                "/engine-rest/engine",
                HOME.resolve("stock.log"));
    }

    /** This program's class path without one folder and without some libraries, told by how their names begin. */
    private static List<String> classPath(String withoutFolder, List<String> withoutLibraries) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .filter(entry -> !entry.endsWith(withoutFolder))
                .filter(entry ->
                        withoutLibraries.stream().noneMatch(entry.getFileName().toString()::startsWith))
                .map(Path::toString)
                .toList();
    }

    private static List<String> connections(EmbeddedDatabase database, String name, MailSink sink) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return List.of(
                "--spring.datasource.url=" + url(database, name),
                "--spring.mail.host=127.0.0.1",
                "--spring.mail.port=" + sink.port());
    }

    private static String url(EmbeddedDatabase database, String name) {
        String server = database.jdbcUrl();
        return server.substring(0, server.lastIndexOf('/') + 1) + name + "?user=" + database.user();
    }

    private static String machine(EmbeddedDatabase database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
                Statement statement = connection.createStatement();
                ResultSet settings = statement.executeQuery(
                        """
                        select current_setting('server_version'), current_setting('fsync'),
                               current_setting('synchronous_commit')""")) {
            settings.next();
            return "%d cores, %s, Java %s, PostgreSQL %s (fsync %s, synchronous_commit %s)"
                    .formatted(
                            Runtime.getRuntime().availableProcessors(),
                            System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                            System.getProperty("java.version"),
                            settings.getString(1),
                            settings.getString(2),
                            settings.getString(3));
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
