package io.rapport.app.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.app.demo.ReplayPosition;
import io.rapport.app.embedded.KeptDatabase;
import io.rapport.app.embedded.StartRefused;
import io.rapport.imports.FileRefused;
import io.rapport.imports.ImportJob;
import io.rapport.imports.ImportKind;
import io.rapport.imports.Imports;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.StringUtils;

/**
 * {@code import}: brings files of customers, orders, consents, points and coupons in, into the database that the settings name, or
 * to a server that does it.
 */
public final class ImportCommand {

    /** The word that begins it. */
    public static final String NAME = "import";

    /** What it takes. */
    public static final String USAGE =
            """
            usage: import [--customers FILE] [--orders FILE] [--consents FILE] [--points FILE]
                          [--coupons FILE] [--mapping FILE|shopify|woocommerce] [--dry-run]
            into the database of the server's settings (SPRING_DATASOURCE_URL and so on, or --rapport.data-dir),
            or with --server URL --key KEY to a server. Rows that are left out are written beside each file, to
            FILE.faults.csv, with what is wrong; correct them there and import that file.""";

    /** What names a file, and not a mapping that comes with the program. */
    private static final Pattern PATH = Pattern.compile("[./\\\\]");

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int DONE = 0;
    private static final int LEFT_OUT = 1;
    private static final int WRONG = 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> options = new TreeMap<>();
    private final String[] args;
    private final PrintStream out;

    private ImportCommand(String[] args, PrintStream out) {
        this.args = args.clone();
        this.out = out;
        for (int i = 1; i < args.length; i++) {
            if (!args[i].startsWith("--")) {
                throw new Wrong("What is " + args[i] + "?\n" + USAGE);
            } else if (args[i].equals("--dry-run")) {
                options.put("--dry-run", "");
            } else if (args[i].contains("=")) {
                options.put(args[i].substring(0, args[i].indexOf('=')), args[i].substring(args[i].indexOf('=') + 1));
            } else {
                // what begins the next option is no value of this one
                boolean valued = i + 1 < args.length && !args[i + 1].startsWith("--");
                options.put(args[i], valued ? args[++i] : "");
            }
        }
    }

    /** What was asked wrongly, in words. */
    private static final class Wrong extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * @param args {@code import}, its options, and maybe settings such as {@code --spring.datasource.url=…}
     * @param out where to say what was done
     * @return the exit code: 0 if all was taken, 1 if rows were left out or it could not be done, 2 if it was asked wrongly
     */
    public static int run(String[] args, PrintStream out) {
        try {
            return new ImportCommand(args, out).run();
        } catch (Wrong | FileRefused e) {
            out.println(e.getMessage());
            return WRONG;
        } catch (StartRefused refused) {
            out.println(refused.getMessage() + " " + refused.action());
            return WRONG;
        } catch (SQLException e) {
            out.println("The database cannot be used: " + e.getMessage() + "\nWhat is committed stays: start the same"
                    + " command again.");
            return LEFT_OUT;
        } catch (ConnectException | HttpTimeoutException | UnresolvedAddressException e) {
            out.println("The server does not answer: check the address after --server, and whether it runs. What it has"
                    + " taken stays; start the same command again.");
            return LEFT_OUT;
        } catch (IOException e) {
            out.println("It could not be done: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
            return LEFT_OUT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return LEFT_OUT;
        }
    }

    private int run() throws SQLException, IOException, InterruptedException {
        for (String option : options.keySet()) {
            boolean setting = option.contains(".");
            if (!setting
                    && !List.of("--dry-run", "--mapping", "--server", "--key").contains(option)
                    && kind(option) == null) {
                throw new Wrong("There is no option " + option + ".\n" + USAGE);
            }
        }
        Map<ImportKind, Path> files = files();
        String mapping = mapping();
        Imports.check(mapping);
        return options.containsKey("--server") ? send(files, mapping) : bringIn(files, mapping);
    }

    private static ImportKind kind(String option) {
        return ImportKind.of(option.substring(2)).orElse(null);
    }

    /** Customers first: the others may name them by their address. */
    private Map<ImportKind, Path> files() {
        Map<ImportKind, Path> files = new EnumMap<>(ImportKind.class);
        options.forEach((option, value) -> {
            if (kind(option) != null) {
                Path file = Path.of(value);
                if (!Files.isReadable(file) || Files.isDirectory(file)) {
                    throw new Wrong("There is no file " + value + " that can be read.");
                }
                files.put(kind(option), file);
            }
        });
        if (files.isEmpty()) {
            throw new Wrong("Name at least one file.\n" + USAGE);
        }
        return files;
    }

    private String mapping() throws IOException {
        String given = options.get("--mapping");
        if (given == null) {
            return null;
        }
        Path file = Path.of(given);
        if (!Files.isRegularFile(file) && PATH.matcher(given).find()) {
            throw new Wrong("There is no file " + given + " that can be read. Name the mapping's file, or shopify or"
                    + " woocommerce.");
        }
        return Files.isRegularFile(file) ? Files.readString(file) : given;
    }

    private int bringIn(Map<ImportKind, Path> files, String mapping)
            throws SQLException, IOException, InterruptedException {
        StandardEnvironment environment = new StandardEnvironment();
        String[] settings = Arrays.stream(args)
                .filter(arg -> arg.startsWith("--") && arg.contains(".") && arg.contains("="))
                .toArray(String[]::new);
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(settings));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        String url = environment.getProperty("spring.datasource.url");
        if (StringUtils.hasText(url)) {
            return bringIn(
                    files,
                    mapping,
                    url,
                    environment.getProperty("spring.datasource.username"),
                    environment.getProperty("spring.datasource.password"));
        }
        Path data = Path.of(environment.getProperty("rapport.data-dir", "./data"));
        if (ReplayPosition.in(data).isUnderWay()) {
            throw new StartRefused(
                    "The demo shop in " + data
                            + " has not come to the end of its past: what is brought in now would live"
                            + " through the days that are still to be replayed.",
                    "Start the demo, wait until its log says that it has arrived at today, and start this command again.");
        }
        try (KeptDatabase database = KeptDatabase.open(data)) {
            return bringIn(files, mapping, database.jdbcUrl(), database.user(), null);
        }
    }

    private int bringIn(Map<ImportKind, Path> files, String mapping, String url, String user, String password)
            throws SQLException, IOException, InterruptedException {
        Properties credentials = new Properties();
        put(credentials, "user", user);
        put(credentials, "password", password);
        // keys and values of rows would be printed with the server's detail
        credentials.put("logServerErrorDetail", "false");
        try (Connection connection = DriverManager.getConnection(url, credentials);
                Imports imports = new Imports(connection)) {
            if (!imports.tryBegin()) {
                out.println("Another import runs; this one waits for it.");
                while (!imports.tryBegin()) {
                    TimeUnit.SECONDS.sleep(1);
                }
            }
            int code = DONE;
            for (Map.Entry<ImportKind, Path> entry : files.entrySet()) {
                ImportJob job =
                        imports.run(entry.getKey(), entry.getValue(), mapping, options.containsKey("--dry-run"));
                if (job.leftOut() > 0) {
                    try (Writer faults = Files.newBufferedWriter(faultFile(entry.getValue()))) {
                        imports.writeFaults(job, faults);
                    }
                }
                code = Math.max(code, report(JSON.valueToTree(Shown.of(job)), entry.getValue()));
            }
            return code;
        }
    }

    /** What is said of a job, here and by a server. */
    private record Shown(
            String kind,
            String state,
            boolean dryRun,
            long rows,
            long taken,
            long unchanged,
            long leftOut,
            long customersMade,
            long unknownNames,
            String charset,
            String detail) {

        static Shown of(ImportJob job) {
            return new Shown(
                    job.kind(),
                    job.state(),
                    job.dryRun(),
                    job.rows(),
                    job.taken(),
                    job.unchanged(),
                    job.leftOut(),
                    job.customersMade(),
                    job.unknownNames(),
                    job.charset(),
                    job.detail());
        }
    }

    private static void put(Properties login, String name, String value) {
        if (value != null) {
            login.put(name, value);
        }
    }

    private static Path faultFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".faults.csv");
    }

    private int report(JsonNode job, Path file) {
        String kind = job.path("kind").asText();
        if (!job.path("state").asText().equals("done")) {
            out.println(kind + ": " + job.path("detail").asText("it did not end"));
        }
        out.println("%s: %d rows read%s, %d taken%s, %d known already, %d left out"
                .formatted(
                        kind,
                        job.path("rows").asLong(),
                        job.path("charset").isTextual()
                                ? " as " + job.path("charset").asText()
                                : "",
                        job.path("taken").asLong(),
                        job.path("dryRun").asBoolean() ? " (not kept: --dry-run)" : "",
                        job.path("unchanged").asLong(),
                        job.path("leftOut").asLong()));
        if (job.path("customersMade").asLong() > 0) {
            out.println("%s: customers whom nobody knew, made by the id alone: %d; are these ids right?"
                    .formatted(kind, job.path("customersMade").asLong()));
        }
        if (job.path("unknownNames").asLong() > 0) {
            out.println("%s: rows that name %s: %d; is it spelt right?"
                    .formatted(
                            kind,
                            kind.equals("points") ? "a lot that was not known" : "a topic that no message has",
                            job.path("unknownNames").asLong()));
        }
        if (job.path("leftOut").asLong() > 0) {
            out.println(kind + ": what was left out, and why: " + faultFile(file));
        } else if (Files.exists(faultFile(file))) {
            out.println(kind + ": " + faultFile(file) + " is of an earlier run");
        }
        return job.path("state").asText().equals("done") && job.path("leftOut").asLong() == 0 ? DONE : LEFT_OUT;
    }

    private int send(Map<ImportKind, Path> files, String mapping) throws IOException, InterruptedException {
        String server = options.get("--server").replaceAll("/+$", "");
        String key = options.getOrDefault("--key", "");
        if (key.isBlank() || !server.matches("https?://.+")) {
            throw new Wrong("Say where, and by which key: --server http://localhost:8080 --key KEY.\n" + USAGE);
        }
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
        List<String> ids = new ArrayList<>();
        for (Map.Entry<ImportKind, Path> entry : files.entrySet()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + "/api/imports?kind="
                            + entry.getKey().word() + "&dryRun=" + options.containsKey("--dry-run")))
                    .timeout(PATIENCE)
                    .header("X-API-Key", key)
                    .header("Content-Type", "text/csv");
            if (mapping != null) {
                request.header(
                        "Import-Mapping", Base64.getEncoder().encodeToString(mapping.getBytes(StandardCharsets.UTF_8)));
            }
            HttpResponse<String> answer = http.send(
                    request.POST(BodyPublishers.ofFile(entry.getValue())).build(), BodyHandlers.ofString());
            if (answer.statusCode() != 202) {
                out.println("The server does not take " + entry.getValue() + ": " + answer.statusCode() + " "
                        + read(answer).path("detail").asText());
                return WRONG;
            }
            ids.add(read(answer).path("id").asText());
        }
        int code = DONE;
        int at = 0;
        for (Path file : files.values()) {
            code = Math.max(code, follow(http, server + "/api/imports/" + ids.get(at++), key, file));
        }
        return code;
    }

    private int follow(HttpClient http, String address, String key, Path file)
            throws IOException, InterruptedException {
        while (true) {
            HttpResponse<String> answer = http.send(get(address, key), BodyHandlers.ofString());
            JsonNode job = read(answer);
            String state = job.path("state").asText();
            if (answer.statusCode() == 200 && !state.equals("waiting") && !state.equals("running")) {
                if (job.path("leftOut").asLong() > 0) {
                    http.send(get(address + "/faults", key), BodyHandlers.ofFile(faultFile(file)));
                }
                return report(job, file);
            }
            if (answer.statusCode() != 200 && answer.statusCode() != 503) {
                out.println("The server does not say what became of " + file + ": " + answer.statusCode());
                return LEFT_OUT;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private static HttpRequest get(String address, String key) {
        return HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofMinutes(2))
                .header("X-API-Key", key)
                .GET()
                .build();
    }

    private static JsonNode read(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }
}
