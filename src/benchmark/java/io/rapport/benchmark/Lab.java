package io.rapport.benchmark;

import io.rapport.app.embedded.EmbeddedDatabase;
import io.rapport.benchmark.stock.StockApplication;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** What all parts share: one PostgreSQL, one mail sink, and how each side is started. */
final class Lab implements AutoCloseable {

    private static final Path HOME = Path.of("target", "benchmark").toAbsolutePath();

    /** What the test class path has beside what Rapport ships with, as far as it would change a running application. */
    private static final List<String> TESTS_ONLY = List.of(
            "spring-boot-test",
            "spring-boot-starter-test",
            "spring-test",
            "spring-security-test",
            "camunda-process-test");

    /** What the product does not do without. */
    private static final List<String> FILES = List.of("contact-policy.dmn", "events.asyncapi.yaml", "staff.yaml");

    /** What it derives of each customer by. */
    private static final List<String> DERIVING_FILES = List.of(
            "relationship-tier.dmn",
            "lifecycle-stage.dmn",
            "loyalty-earning.dmn",
            "loyalty-level.dmn",
            "segments.yaml");

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

    private final EmbeddedDatabase database;
    private final MailSink sink;
    private final boolean derived;

    /**
     * Starts an empty database server that waits for the disk at each commit, and the sink.
     *
     * @param statistics whether the server keeps statistics of statements, which costs a little
     * @param derived whether Rapport derives anything of customers: value, tier, stage, segments, loyalty
     */
    Lab(boolean statistics, boolean derived) throws IOException, SQLException {
        this.derived = derived;
        delete(HOME.resolve("database"));
        Files.createDirectories(HOME);
        if (statistics) {
            Statements.prepare(HOME.resolve("database"));
        }
        this.database = EmbeddedDatabase.start(HOME.resolve("database"), 0);
        this.sink = new MailSink();
        // should this program be killed by a signal, the server goes with it
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                database.close();
            } catch (IOException e) {
                System.out.println("PostgreSQL may still run: " + e.getMessage());
            }
        }));
    }

    /** @return where logs and data go */
    Path home() {
        return HOME;
    }

    MailSink sink() {
        return sink;
    }

    /**
     * Starts Rapport on a database of its own; on the one it had before if there is one of that name.
     *
     * @param name of the database and the log
     * @param classes a folder with the product's classes of another state; {@code null} for the present ones
     * @param journey the only journey deployed: the shipped ones hear the same events
     * @param further settings, as Spring Boot takes them on its command line
     */
    Side rapport(String name, String classes, String journey, String... further)
            throws IOException, InterruptedException, SQLException, GeneralSecurityException {
        return titled(classes == null ? "Rapport" : "Rapport before", name, classes, journey, further);
    }

    /**
     * The same.
     *
     * @param title what the figures call it
     */
    Side titled(String title, String name, String classes, String journey, String... further)
            throws IOException, InterruptedException, SQLException, GeneralSecurityException {
        List<String> jvm = new ArrayList<>(List.of("-Xmx1g"));
        jvm.addAll(Stream.of(System.getProperty("benchmark.jvm", "").split(" "))
                .filter(option -> !option.isBlank())
                .toList());
        List<String> arguments = new ArrayList<>(connections(name));
        // no mail leaves without the tables that decide whether it may
        arguments.add("--rapport.shipped-models=file:" + models(journey, classes) + "/");
        // the same for classes of a state before there were releases
        arguments.add("--camunda.bpm.deployment-resource-pattern=classpath:benchmark-journey/*.bpmn,"
                + "classpath*:processes/contact-policy.dmn");
        arguments.add("--rapport.admin.user=benchmark");
        arguments.add("--rapport.admin.password=only-for-this-run");
        arguments.add("--rapport.link-secret=only-for-this-run-0123456789abcdef0123456789abcdef");
        arguments.add("--rapport.api-keys.benchmark="
                + HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(Side.Rapport.API_KEY.getBytes(StandardCharsets.US_ASCII))));
        if (!derived) {
            arguments.add("--rapport.customer.changes-poll=0s");
        }
        arguments.addAll(List.of(further));
        List<String> classPath = new ArrayList<>(List.of(journeyFolder(journey)));
        classPath.addAll(classPath("test-classes", TESTS_ONLY).stream()
                .map(entry -> classes != null && Path.of(entry).endsWith("classes") ? classes : entry)
                .toList());
        Application application = Application.start(
                "io.rapport.RapportApplication",
                classPath,
                jvm,
                arguments,
                "/actuator/health/readiness",
                HOME.resolve(name + ".log"));
        return new Side.Rapport(title, application, url(name));
    }

    /**
     * Starts stock Camunda on a database of its own.
     *
     * @param name of the database and the log
     */
    Side stock(String name) throws IOException, InterruptedException, SQLException {
        List<String> arguments = new ArrayList<>(connections(name));
        arguments.add("--camunda.bpm.deployment-resource-pattern=classpath:benchmark/stock/*.bpmn");
        Application application = Application.start(
                StockApplication.class.getName(),
                classPath(
                        "classes",
                        Stream.concat(TESTS_ONLY.stream(), NOT_STOCK.stream()).toList()),
                List.of("-Xmx1g"),
                arguments,
                "/engine-rest/engine",
                HOME.resolve(name + ".log"));
        return new Side.Stock(application, url(name));
    }

    /** A folder with the journey alone, so that the application sees nothing else of the tests. */
    private static String journeyFolder(String journey) throws IOException {
        Path folder = HOME.resolve(journey);
        Files.createDirectories(folder.resolve("benchmark-journey"));
        try (var in = Lab.class.getResourceAsStream("/benchmark/rapport/" + journey + ".bpmn")) {
            Files.copy(
                    in, folder.resolve("benchmark-journey/" + journey + ".bpmn"), StandardCopyOption.REPLACE_EXISTING);
        }
        return folder.toString();
    }

    /**
     * The files that the application ships: the journey, and of the product's own {@link #FILES} and {@link #DERIVING_FILES};
     * an earlier state takes its own, as far as it has them.
     */
    private Path models(String journey, String classes) throws IOException {
        Path from = Path.of(classes == null ? "" : classes);
        Path models = HOME.resolve(journey).resolve(classes == null ? "models" : "models-before");
        delete(models);
        Path processes = Files.createDirectories(models.resolve("processes"));
        try (var in = Lab.class.getResourceAsStream("/benchmark/rapport/" + journey + ".bpmn")) {
            Files.copy(in, processes.resolve(journey + ".bpmn"), StandardCopyOption.REPLACE_EXISTING);
        }
        for (String file : Stream.concat(FILES.stream(), derived ? DERIVING_FILES.stream() : Stream.of())
                .toList()) {
            Path product = from.resolve("processes").resolve(file);
            if (Files.exists(product)) {
                Files.copy(product, processes.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        FileSystemUtils.copyRecursively(from.resolve("messages"), models.resolve("messages"));
        return models.toAbsolutePath();
    }

    /** This program's class path without one folder and without some libraries, named by how they begin. */
    private static List<String> classPath(String withoutFolder, List<String> withoutLibraries) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .filter(entry -> !entry.endsWith(withoutFolder))
                .filter(entry ->
                        withoutLibraries.stream().noneMatch(entry.getFileName().toString()::startsWith))
                .map(Path::toString)
                .toList();
    }

    /**
     * Makes a database if there is none of that name.
     *
     * @return where it is, its user included
     */
    String database(String name) throws SQLException {
        connections(name);
        return url(name);
    }

    /** Deletes a database, so that there is room for the next one. */
    void drop(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("drop database " + name + " with (force)");
        }
    }

    private List<String> connections(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
                Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("select from pg_database where datname = '" + name + "'")) {
                if (found.next()) {
                    return settings(name);
                }
            }
            statement.execute("create database " + name);
        }
        return settings(name);
    }

    private List<String> settings(String name) {
        return List.of(
                "--spring.datasource.url=" + url(name),
                "--spring.mail.host=127.0.0.1",
                "--spring.mail.port=" + sink.port());
    }

    /** @return where a database is, its user included */
    String url(String name) {
        String server = database.jdbcUrl();
        return server.substring(0, server.lastIndexOf('/') + 1) + name + "?user=" + database.user()
                // where Rapport has its tables; stock has none of that name
                + "&currentSchema=rapport,public";
    }

    /** @return what it ran on */
    String machine() throws SQLException {
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

    @Override
    public void close() throws IOException {
        sink.close();
        database.close();
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
