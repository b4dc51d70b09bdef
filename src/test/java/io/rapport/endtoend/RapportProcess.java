package io.rapport.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The built program, in a process and a folder of its own; unpacked, unless it is said to run as it is shipped. */
final class RapportProcess implements AutoCloseable {

    private static final Path DEMO = Path.of("target", "rapport-demo.jar").toAbsolutePath();
    private static final Path PRODUCTION = Path.of("target", "rapport.jar").toAbsolutePath();
    private static final String OPERATOR = "ada";
    private static final String OPERATORS_PASSWORD = "only-for-tests";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path folder;
    private final List<String> arguments;
    private final Map<String, String> environment;

    /** It is started again and again: what a short life does not pay back is left out. */
    private final List<String> jvm =
            new ArrayList<>(List.of("-Xmx1g", "-XX:MetaspaceSize=256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));

    private final int port = freePort();
    private final int databasePort = freePort();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ObjectMapper json = new ObjectMapper();
    private Path jar = DEMO;
    /** What Java is to run; null for the unpacked program. */
    private List<String> program;

    private String database = "jdbc:postgresql://127.0.0.1:" + databasePort + "/postgres?user=postgres";
    private Process process;

    /** A node as production runs it: on a database and a mail server of the company's own. */
    static RapportProcess production(Path folder, String jdbcUrl, int mailPort) {
        RapportProcess node = new RapportProcess(
                folder,
                Map.of(
                        "SPRING_DATASOURCE_URL",
                        jdbcUrl,
                        "SPRING_MAIL_HOST",
                        "127.0.0.1",
                        "SPRING_MAIL_PORT",
                        String.valueOf(mailPort),
                        "RAPPORT_LINKSECRET",
                        "only-for-tests-0123456789abcdef0123456789abcdef",
                        // SHA-256 of demo-key
                        "RAPPORT_APIKEYS_SHOP",
                        "c48a01f49fd0f2cc404bc3cbbc80e91457a3d41bb429a695243de4c61794155c",
                        "RAPPORT_ADMIN_USER",
                        OPERATOR,
                        "RAPPORT_ADMIN_PASSWORD",
                        OPERATORS_PASSWORD));
        node.database = jdbcUrl;
        node.jar = PRODUCTION;
        return node;
    }

    RapportProcess(Path folder, Map<String, String> environment, String... arguments) {
        this.folder = folder;
        this.environment = new HashMap<>(environment);
        this.arguments = List.of(arguments);
    }

    /** Sets a property, as the environment names it, before the start. */
    RapportProcess with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Has it be another program than the built one. */
    RapportProcess ofJar(Path other) {
        return ofProgram(List.of("-jar", other.toString()));
    }

    /** Has it be the built jar itself, as a newcomer starts it. */
    RapportProcess asShipped() {
        return ofJar(jar);
    }

    /** Has Java run this in place of the unpacked program. */
    RapportProcess ofProgram(List<String> options) {
        program = options;
        return this;
    }

    /**
     * Runs a command of the built jar on this server, as its administrator.
     *
     * @param words of the command, without server and login
     * @return what it printed; an error if it did not succeed
     */
    String command(String... words) {
        List<String> command = new ArrayList<>(
                List.of(javaProgram(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", PRODUCTION.toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--server", address(), "--user", OPERATOR, "--password", OPERATORS_PASSWORD));
        try {
            Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (run.waitFor() != 0) {
                throw new AssertionError(String.join(" ", words) + " failed:\n" + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String javaProgram() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Asks as the administrator of a node in production. */
    HttpResponse<String> asOperator(String method, String path, String body) {
        String login = OPERATOR + ":" + OPERATORS_PASSWORD;
        return send(HttpRequest.newBuilder(URI.create(address() + path))
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Gives the Java process an option, before the start. */
    RapportProcess java(String option) {
        jvm.add(option);
        return this;
    }

    /** Starts, and returns when the application says that it is ready. */
    void start() {
        launch();
        awaitReady();
    }

    /** Starts, and does not wait. */
    void launch() {
        List<String> command = new ArrayList<>();
        command.add(javaProgram());
        command.addAll(jvm);
        command.addAll(program == null ? unpacked() : program);
        command.addAll(List.of(
                "--server.port=" + port, "--rapport.postgres.port=" + databasePort, "--rapport.mailbox.port=0"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("SPRING_") || name.startsWith("RAPPORT_"));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> unpacked() {
        UnpackedProgram built = UnpackedProgram.get();
        if (jar.equals(PRODUCTION)) {
            return built.production();
        }
        Path programs = folder.resolve("data/postgres-programs");
        try {
            if (Files.notExists(programs)) {
                Files.createDirectories(programs.getParent());
                Files.createSymbolicLink(programs, built.postgresPrograms());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return built.demo();
    }

    /** Returns when the application says that it is ready. */
    void awaitReady() {
        await("the application is ready", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the application ended:\n" + tail());
            }
            try {
                return get("/actuator/health/readiness", false).statusCode() == 200;
            } catch (UncheckedIOException e) {
                return false;
            }
        });
    }

    /** Kills it as a power cut would: no goodbye. The database server it started is left behind. */
    void killHard() {
        killHard(List.of(this));
    }

    /** A power cut for several at once: none has the time to take up what another had in hand. */
    static void killHard(List<RapportProcess> victims) {
        victims.forEach(victim -> victim.process.destroyForcibly());
        victims.forEach(RapportProcess::join);
    }

    /** Ends it as Ctrl-C does. */
    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.destroy();
            join();
        }
    }

    private void join() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the application does not end:\n" + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    String address() {
        return "http://localhost:" + port;
    }

    HttpResponse<String> get(String path, boolean asAdministrator) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address() + path));
        if (asAdministrator) {
            request.header("Authorization", basic("demo"));
        }
        return send(request.build());
    }

    /** What a browser of somebody who reads a language gets. */
    HttpResponse<String> get(String path, String login, String language) {
        return send(HttpRequest.newBuilder(URI.create(address() + path))
                .header("Authorization", basic(login))
                .header("Accept-Language", language)
                .header("Accept", "text/html, application/json;q=0.9, */*;q=0.5")
                .build());
    }

    static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
    }

    JsonNode json(String path) {
        HttpResponse<String> response = get(path, true);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return read(response.body());
    }

    HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(address() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Sends one event; the body is the CloudEvent. */
    int event(String body) {
        return events("application/cloudevents+json", body).statusCode();
    }

    /** Sends what is of this content type; gives up after a minute. */
    HttpResponse<String> events(String contentType, String body) {
        return send(HttpRequest.newBuilder(URI.create(address() + "/api/events"))
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", contentType)
                .header("Authorization", "Bearer demo-key")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    String stateOf(String source, String id) {
        HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(address() + "/api/events?source="
                        + URLEncoder.encode(source, StandardCharsets.UTF_8) + "&id="
                        + URLEncoder.encode(id, StandardCharsets.UTF_8)))
                .header("Authorization", "Bearer demo-key")
                .build());
        return response.statusCode() == 200
                ? read(response.body()).path("state").asText()
                : "unknown";
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Changes the database by hand. */
    void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The rows of a query on the database, as text, columns joined by a bar. */
    List<String> query(String sql) {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> result = new ArrayList<>();
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(rows.getString(i));
                }
                result.add(String.join("|", columns));
            }
            return result;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Waits until something holds; fails with the end of the log when it does not within three minutes. */
    void await(String what, BooleanSupplier condition) {
        await(what, PATIENCE, condition);
    }

    void await(String what, Duration patience, BooleanSupplier condition) {
        try {
            Awaitility.await(what)
                    .atMost(patience)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .pollInSameThread()
                    .until(condition::getAsBoolean);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not within " + patience + ": " + what + "\n" + tail(), e);
        }
    }

    private Path log() {
        return folder.resolve("rapport.log");
    }

    String tail() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return "(no log)";
        }
    }

    private JsonNode read(String body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
