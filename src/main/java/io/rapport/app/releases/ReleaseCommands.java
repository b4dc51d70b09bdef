package io.rapport.app.releases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ShippedFiles;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The commands that release files to a running server: {@code deploy}, {@code retire}, {@code rollback}, {@code releases} and
 * {@code take-shipped}.
 */
public final class ReleaseCommands {

    /** The words that begin one. */
    public static final Set<String> NAMES = Set.of("deploy", "retire", "rollback", "releases", "take-shipped");

    private static final String PASSWORD = "RAPPORT_PASSWORD";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What they take. */
    public static final String USAGE =
            """
            usage: deploy DIR --message WHY [--prune]   releases the files of a directory: processes/, forms/, messages/;
                                                    with --prune, what is live and not in DIR goes, or is as the program ships it
                   retire KEY… --message WHY            lets go what is named: onboarding, "message welcome", …
                   rollback NUMBER --message WHY        releases an earlier set of files again
                   releases [NUMBER | live]             lists what was live, or what a release, or the live one, consists of
                   take-shipped [PATH…] --message WHY   takes files that come with the program over what somebody changed or
                                                    let go: all of them, or those that are named
            each with --server URL --user NAME [--password WORD] [--yes]
            The password is asked for where neither --password nor RAPPORT_PASSWORD gives it.""";

    /** Beside the models in a checkout, and of no release. */
    private static final String RATES = "processes/exchange-rates.csv";

    private static final Pattern MODEL = Pattern.compile("\\.(bpmn|dmn|form|mjml|asyncapi\\.yaml)$");
    private static final Pattern ASTRAY =
            Pattern.compile("(?!processes/|forms/|messages/)(?i:processes|process|forms|form|messages|message)/.*");

    private final Map<String, String> options = new TreeMap<>();
    private final List<String> words = new ArrayList<>();
    private final PrintStream out;
    private final UnaryOperator<String> environment;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    private ReleaseCommands(String[] args, PrintStream out, UnaryOperator<String> environment) {
        this.out = out;
        this.environment = environment;
        for (int i = 0; i < args.length; i++) {
            if (!args[i].startsWith("--")) {
                words.add(args[i]);
            } else if (args[i].equals("--prune") || args[i].equals("--yes")) {
                options.put(args[i], "");
            } else if (args[i].contains("=")) {
                options.put(args[i].substring(0, args[i].indexOf('=')), args[i].substring(args[i].indexOf('=') + 1));
            } else {
                options.put(args[i], i + 1 < args.length ? args[++i] : "");
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

    /** That the server gave no answer, in words. */
    private static final class Unanswered extends Exception {

        private static final long serialVersionUID = 1L;

        Unanswered(HttpRequest request, IOException cause) {
            super(text(request.uri(), cause), cause);
        }

        private static String text(URI address, IOException cause) {
            String server = address.getScheme() + "://" + address.getAuthority();
            if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
                return "Nothing answers at " + server
                        + ". Check that Rapport runs there, and that --server names its scheme, host and port.";
            }
            if (cause instanceof HttpTimeoutException) {
                return server + " gave no answer within " + PATIENCE.toSeconds()
                        + " s. What was asked for may have been done all the same: see with the command releases.";
            }
            return "The connection to " + server + " failed: "
                    + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                    + ". Check that --server names the scheme (http or https), host and port of Rapport; whether anything was"
                    + " released, the command releases says.";
        }
    }

    /**
     * @param args the command with its words and options
     * @param out where to say what was done
     * @return the exit code: 0 if it was done, 1 if it could not be, 2 if it was asked wrongly
     */
    public static int run(String[] args, PrintStream out) {
        return run(args, out, System::getenv);
    }

    static int run(String[] args, PrintStream out, UnaryOperator<String> environment) {
        try {
            return new ReleaseCommands(args, out, environment).run();
        } catch (Wrong e) {
            out.println(e.getMessage());
            return 2;
        } catch (UncheckedIOException e) {
            out.println(e.getMessage());
            return 1;
        } catch (Unanswered e) {
            out.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int run() throws Unanswered, InterruptedException {
        Set<String> known = Set.of("--server", "--user", "--password", "--message", "--prune", "--yes");
        for (String option : options.keySet()) {
            if (!known.contains(option)) {
                throw new Wrong("There is no option " + option + ".\n" + USAGE);
            }
        }
        String command = words.remove(0);
        return switch (command) {
            case "deploy" -> deploy();
            case "retire" -> {
                if (words.isEmpty()) {
                    throw new Wrong("Name what is to go.\n" + USAGE);
                }
                ObjectNode request = request();
                words.forEach(request.putArray("keys")::add);
                yield send("/releases/retire", request, true);
            }
            case "rollback" -> {
                if (words.size() != 1 || !words.get(0).matches("\\d{1,18}")) {
                    throw new Wrong("Name the release by its number; the command releases lists them.\n" + USAGE);
                }
                yield send("/releases/" + words.get(0) + "/again", request(), true);
            }
            case "take-shipped" -> {
                ObjectNode request = request();
                words.forEach(request.putArray("paths")::add);
                yield send("/releases/shipped", request, true);
            }
            case "releases" -> words.isEmpty() ? list() : one();
            default -> throw new Wrong(USAGE);
        };
    }

    private int deploy() throws Unanswered, InterruptedException {
        if (words.size() != 1) {
            throw new Wrong("Name one directory.\n" + USAGE);
        }
        Path directory = Path.of(words.get(0));
        if (!Files.isDirectory(directory)) {
            throw new Wrong(directory.toAbsolutePath().normalize() + ": there is no such directory"
                    + (Files.exists(directory) ? "; it is a file" : "")
                    + ". Name the directory above processes/, forms/ or messages/.");
        }
        List<ReleaseFile> files = new ArrayList<>(ShippedFiles.read(directory));
        if (files.removeIf(file -> file.path().equals(RATES))) {
            out.println("left out  " + RATES + ": the server reads it at its start, rapport.exchange-rates");
        }
        astray(directory)
                .forEach(path -> out.println("left out  " + path + ": only processes/, forms/ and messages/ are read"));
        if (files.isEmpty()) {
            throw new Wrong(directory.toAbsolutePath().normalize()
                    + " has no files in processes/, forms/ or messages/; name the directory above them.");
        }
        ObjectNode request = request().put("prune", options.containsKey("--prune"));
        ObjectNode contents = request.putObject("files");
        files.forEach(file -> contents.put(file.path(), Base64.getEncoder().encodeToString(file.bytes())));
        return send("/releases", request, options.containsKey("--prune"));
    }

    /** Models and the like that lie beside the folders, or in one whose name is spelt otherwise. */
    private static List<String> astray(Path directory) {
        try (Stream<Path> found = Files.walk(directory, 2)) {
            return found.filter(
                            file -> MODEL.matcher(file.getFileName().toString()).find())
                    .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                    .filter(path -> !path.contains("/") || ASTRAY.matcher(path).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(directory.toAbsolutePath() + " cannot be read", e);
        }
    }

    private ObjectNode request() {
        if (options.getOrDefault("--message", "").isBlank()) {
            throw new Wrong("Say why: --message \"…\".\n" + USAGE);
        }
        return JSON.createObjectNode().put("message", options.get("--message"));
    }

    /** @param shown whether what it changes is shown first, and asked for; else only where people or queues leave, or customers move */
    private int send(String path, ObjectNode request, boolean shown) throws Unanswered, InterruptedException {
        Set<String> warned = new HashSet<>();
        if (!options.containsKey("--yes")) {
            HttpResponse<String> asked = post(path, request.deepCopy().put(shown ? "preview" : "asks", true));
            JsonNode answer = read(asked);
            if (asked.statusCode() != 200) {
                return refused(asked, answer);
            }
            if (answer.path("made").asBoolean()
                    || !shown && answer.path("changes").isEmpty()) {
                return done(answer, warned);
            }
            if (answer.path("changes").isEmpty()) {
                out.println("Nothing would change.");
                return 0;
            }
            changes(answer);
            warnings(answer, warned);
            if (!isMeant()) {
                out.println("Nothing was released.");
                return 1;
            }
        }
        HttpResponse<String> response = post(path, request);
        JsonNode answer = read(response);
        return response.statusCode() == 200 ? done(answer, warned) : refused(response, answer);
    }

    /** @param warned what was said before, and is not said again */
    private int done(JsonNode answer, Set<String> warned) {
        changes(answer);
        warnings(answer, warned);
        out.println(
                answer.path("made").asBoolean()
                        ? answer.path("message").asText()
                        : "Nothing has changed; release "
                                + answer.path("release").asText() + " is live.");
        return 0;
    }

    private void warnings(JsonNode answer, Set<String> warned) {
        answer.path("findings").forEach(finding -> {
            String text = finding.path("text").asText();
            if (warned.add(text)) {
                out.println("Warning: " + text);
            }
        });
    }

    private boolean isMeant() {
        Console console = System.console();
        if (console == null) {
            throw new Wrong("Nobody can be asked here: look at the list, and add --yes if it is meant.");
        }
        String said = console.readLine("Release this? [y/N] ");
        return said != null && said.strip().equalsIgnoreCase("y");
    }

    private void changes(JsonNode answer) {
        answer.path("changes")
                .forEach(change -> out.println("  " + change.path("what").asText() + "  "
                        + change.path("path").asText()));
    }

    private int refused(HttpResponse<String> response, JsonNode answer) {
        switch (response.statusCode()) {
            case 401 -> out.println("The server does not know this login and password.");
            case 403 -> out.println("This login may not release: it must be a designer or an administrator.");
            case 404 -> out.println("The server has nothing there: is the number right, and the server a Rapport?");
            default -> {
                String message = answer.path("message").asText();
                out.println(message.isEmpty() ? "The server answers " + response.statusCode() + "." : message);
            }
        }
        return 1;
    }

    private int one() throws Unanswered, InterruptedException {
        if (words.size() != 1 || !words.get(0).matches("live|\\d{1,18}")) {
            throw new Wrong("Name one release by its number, or say live.\n" + USAGE);
        }
        HttpResponse<String> response = exchange(to("/releases/" + words.get(0)).GET());
        JsonNode answer = read(response);
        if (response.statusCode() != 200) {
            return refused(response, answer);
        }
        for (JsonNode file : answer.path("files")) {
            String where = file.path("path").asText();
            List<String> ids = new ArrayList<>();
            file.path("ids").forEach(id -> ids.add(id.asText()));
            ids.remove(where);
            out.println("  " + (ids.isEmpty() ? "" : String.join(", ", ids) + "  ") + where
                    + (file.path("retired").asBoolean() ? "  (retired)" : ""));
        }
        return 0;
    }

    private int list() throws Unanswered, InterruptedException {
        HttpResponse<String> response = exchange(to("/releases").GET());
        JsonNode answer = read(response);
        if (response.statusCode() != 200) {
            return refused(response, answer);
        }
        List<List<String>> lines = new ArrayList<>();
        answer.forEach(release -> lines.add(List.of(
                (release.path("live").asBoolean() ? "* " : "  ")
                        + release.path("number").asText(),
                release.path("at").asText().replaceFirst("\\.\\d+", ""),
                release.path("by").asText(),
                release.path("source").asText() + done(release),
                release.path("message").asText())));
        lines.forEach(line -> out.println(aligned(line, lines)));
        return 0;
    }

    /** What was done, in the words of the page; releases made long ago do not say. */
    private static String done(JsonNode release) {
        String action = release.path("action").asText("");
        return switch (action) {
            case "" -> "";
            case "deploy" -> ", deployed";
            case "retire" -> ", retired";
            case "rollback" -> ", rollback to " + release.path("rolledBackTo").asText();
            case "take-shipped" -> ", the program's files taken";
            case "tidy" -> ", retired files let go";
            default -> ", " + action;
        };
    }

    /** Each column as wide as its longest text, but for the last. */
    private static String aligned(List<String> line, List<List<String>> all) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.size() - 1; i++) {
            int column = i;
            int width =
                    all.stream().mapToInt(one -> one.get(column).length()).max().orElse(0);
            text.append(line.get(i)).append(" ".repeat(width - line.get(i).length() + 2));
        }
        return text + line.get(line.size() - 1);
    }

    private HttpResponse<String> post(String path, ObjectNode request) throws Unanswered, InterruptedException {
        return exchange(
                to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(request.toString())));
    }

    private HttpResponse<String> exchange(HttpRequest.Builder asked) throws Unanswered, InterruptedException {
        HttpRequest request = asked.build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Unanswered(request, e);
        }
    }

    private HttpRequest.Builder to(String path) {
        String server = options.getOrDefault("--server", "");
        String user = options.getOrDefault("--user", "");
        if (server.isBlank() || user.isBlank()) {
            throw new Wrong("Say where and as whom: --server http://localhost:8080 --user NAME.\n" + USAGE);
        }
        URI address;
        try {
            address = URI.create(server.replaceAll("/+$", "") + path);
        } catch (IllegalArgumentException e) {
            throw new Wrong("--server is no address, such as http://localhost:8080: " + server);
        }
        if (address.getScheme() == null || !address.getScheme().matches("https?") || address.getHost() == null) {
            throw new Wrong("--server is no address, such as http://localhost:8080: " + server);
        }
        String login = user + ":" + password();
        return HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }

    private String password() {
        String given = options.getOrDefault("--password", environment.apply(PASSWORD));
        if (given != null) {
            return given;
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("Password of %s: ", options.get("--user"));
        if (typed == null) {
            throw new Wrong("Give the password by --password, or by the environment variable " + PASSWORD + ".");
        }
        options.put("--password", new String(typed));
        return options.get("--password");
    }

    private static JsonNode read(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }
}
