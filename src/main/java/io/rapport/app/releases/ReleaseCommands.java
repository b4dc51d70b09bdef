package io.rapport.app.releases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.app.command.AlignedText;
import io.rapport.app.command.Arguments;
import io.rapport.app.command.Command;
import io.rapport.app.command.CommandOption;
import io.rapport.app.command.CommandWords;
import io.rapport.app.command.WrongUsage;
import io.rapport.app.releases.ReleaseServer.Answer;
import io.rapport.app.releases.ReleaseServer.Unanswered;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ShippedFiles;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The commands that release files to a running server: {@code deploy}, {@code retire}, {@code rollback}, {@code releases} and
 * {@code take-shipped}.
 */
public final class ReleaseCommands {

    private static final String MESSAGE = "--message";
    private static final String PRUNE = "--prune";
    private static final String YES = "--yes";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Beside the models in a checkout, and of no release. */
    private static final String RATES = "processes/exchange-rates.csv";

    private static final Pattern MODEL = Pattern.compile("\\.(bpmn|dmn|form|mjml|asyncapi\\.yaml)$");
    private static final Pattern ASTRAY =
            Pattern.compile("(?!processes/|forms/|messages/)(?i:processes|process|forms|form|messages|message)/.*");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final Arguments given;
    private final PrintStream out;
    private final ReleaseServer server;

    private ReleaseCommands(Arguments given, PrintStream out, UnaryOperator<String> environment) {
        this.given = given;
        this.out = out;
        this.server = new ReleaseServer(given, environment);
    }

    /** What one of them does. */
    private interface Work {
        int of(ReleaseCommands command) throws Unanswered, InterruptedException;
    }

    /** @return the commands */
    public static List<Command> all() {
        return all(System::getenv);
    }

    /** @param environment variables by name */
    static List<Command> all(UnaryOperator<String> environment) {
        List<CommandOption> changing = Stream.concat(
                        Stream.of(
                                CommandOption.of(MESSAGE, "WHY", "why, as the list of releases says it")
                                        .required(),
                                CommandOption.flag(YES, "asks nothing before it is done")),
                        ReleaseServer.OPTIONS.stream())
                .toList();
        List<CommandOption> deploying = Stream.concat(
                        Stream.of(CommandOption.flag(
                                PRUNE, "what is live and not in DIR goes, or is again as the program ships it")),
                        changing.stream())
                .toList();
        return List.of(
                command(
                        "deploy",
                        "Releases the files of a directory",
                        CommandWords.one("DIR", "the directory above processes/, forms/ or messages/"),
                        deploying,
                        ReleaseCommands::deploy,
                        environment),
                command(
                        "retire",
                        "Lets go what is named",
                        new CommandWords(
                                "KEY…", 1, Integer.MAX_VALUE, "what goes, such as onboarding or \"message welcome\""),
                        changing,
                        ReleaseCommands::retire,
                        environment),
                command(
                        "rollback",
                        "Releases an earlier set of files again",
                        CommandWords.one("NUMBER", "the number of a release; the command releases lists them"),
                        changing,
                        ReleaseCommands::rollback,
                        environment),
                command(
                        "take-shipped",
                        "Takes files that come with the program over what somebody changed or let go",
                        new CommandWords("[PATH…]", 0, Integer.MAX_VALUE, "which files; without them all"),
                        changing,
                        ReleaseCommands::takeShipped,
                        environment),
                command(
                        "releases",
                        "Lists what was live, or what one release consists of",
                        new CommandWords("[NUMBER|live]", 0, 1, "which release; without it all are listed"),
                        ReleaseServer.OPTIONS,
                        command -> command.given.words().isEmpty() ? command.list() : command.one(),
                        environment));
    }

    private static Command command(
            String name,
            String summary,
            CommandWords words,
            List<CommandOption> options,
            Work work,
            UnaryOperator<String> environment) {
        return new Command(name, summary, words, options, (given, out) -> {
            try {
                return work.of(new ReleaseCommands(given, out, environment));
            } catch (UncheckedIOException | Unanswered e) {
                out.println(e.getMessage());
                return 1;
            }
        });
    }

    private int deploy() throws Unanswered, InterruptedException {
        Path directory = Path.of(given.words().get(0));
        if (!Files.isDirectory(directory)) {
            throw new WrongUsage(directory.toAbsolutePath().normalize() + ": there is no such directory"
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
            throw new WrongUsage(directory.toAbsolutePath().normalize()
                    + " has no files in processes/, forms/ or messages/; name the directory above them.");
        }
        boolean prune = given.has(PRUNE);
        ObjectNode request = request().put("prune", prune);
        ObjectNode contents = request.putObject("files");
        files.forEach(file -> contents.put(file.path(), Base64.getEncoder().encodeToString(file.bytes())));
        return send("/releases", request, prune);
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

    private int retire() throws Unanswered, InterruptedException {
        return sendWords("/releases/retire", "keys");
    }

    private int takeShipped() throws Unanswered, InterruptedException {
        return sendWords("/releases/shipped", "paths");
    }

    private int sendWords(String path, String field) throws Unanswered, InterruptedException {
        ObjectNode request = request();
        given.words().forEach(request.putArray(field)::add);
        return send(path, request, true);
    }

    private int rollback() throws Unanswered, InterruptedException {
        String number = given.words().get(0);
        if (!NUMBER.matcher(number).matches()) {
            throw new WrongUsage(
                    "'" + number + "' is no number of a release: rollback NUMBER; the command releases lists them.");
        }
        return send("/releases/" + number + "/again", request(), true);
    }

    private ObjectNode request() {
        return JSON.createObjectNode().put("message", given.value(MESSAGE).orElseThrow());
    }

    /** @param shown whether what it changes is shown first, and asked for; else only where people or queues leave, or customers move */
    private int send(String path, ObjectNode request, boolean shown) throws Unanswered, InterruptedException {
        Set<String> warned = new HashSet<>();
        if (!given.has(YES)) {
            Answer asked = server.post(path, request.deepCopy().put(shown ? "preview" : "asks", true));
            if (!asked.isGood()) {
                return refused(asked);
            }
            boolean changesNothing = asked.body().path("changes").isEmpty();
            if (asked.body().path("made").asBoolean() || !shown && changesNothing) {
                return done(asked, warned);
            }
            if (changesNothing) {
                out.println("Nothing would change.");
                return 0;
            }
            changes(asked);
            warnings(asked, warned);
            if (!isMeant()) {
                out.println("Nothing was released.");
                return 1;
            }
            // what was read and meant is a change of this release, and of no other one
            request.set("base", asked.body().path("release"));
        }
        Answer answer = server.post(path, request);
        return answer.isGood() ? done(answer, warned) : refused(answer);
    }

    /** @param warned what was said before, and is not said again */
    private int done(Answer answer, Set<String> warned) {
        changes(answer);
        warnings(answer, warned);
        JsonNode body = answer.body();
        out.println(
                body.path("made").asBoolean()
                        ? body.path("message").asText()
                        : "Nothing has changed; release " + body.path("release").asText() + " is live.");
        return 0;
    }

    private void warnings(Answer answer, Set<String> warned) {
        answer.body().path("findings").forEach(finding -> {
            String text = finding.path("text").asText();
            if (warned.add(text)) {
                out.println("Warning: " + text);
            }
        });
    }

    private static boolean isMeant() {
        Console console = System.console();
        if (console == null) {
            throw new WrongUsage("Nobody can be asked here: read the list, and add --yes if it is meant.");
        }
        String said = console.readLine("Release this? [y/N] ");
        return said != null && isYes(said);
    }

    /** @return whether an answer to a question that stands for no by itself says yes */
    static boolean isYes(String said) {
        return Set.of("y", "yes").contains(said.strip().toLowerCase(Locale.ROOT));
    }

    private void changes(Answer answer) {
        answer.body()
                .path("changes")
                .forEach(change -> out.println("  " + change.path("what").asText() + "  "
                        + change.path("path").asText()));
    }

    private int refused(Answer answer) {
        switch (answer.status()) {
            case 401 -> out.println("The server does not know this login and password.");
            case 403 -> out.println("This login may not release: it must be a designer or an administrator.");
            case 404 -> out.println("The server has nothing there: is the number right, and the server a Rapport?");
            default -> {
                String message = answer.body().path("message").asText();
                out.println(message.isEmpty() ? "The server answers " + answer.status() + "." : message);
            }
        }
        return 1;
    }

    private int one() throws Unanswered, InterruptedException {
        String which = given.words().get(0);
        if (!which.equals("live") && !NUMBER.matcher(which).matches()) {
            throw new WrongUsage("'" + which + "' is no release: name one by its number, or say live.");
        }
        Answer answer = server.get("/releases/" + which);
        if (!answer.isGood()) {
            return refused(answer);
        }
        for (JsonNode file : answer.body().path("files")) {
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
        Answer answer = server.get("/releases");
        if (!answer.isGood()) {
            return refused(answer);
        }
        List<List<String>> lines = new ArrayList<>();
        answer.body()
                .forEach(release -> lines.add(List.of(
                        (release.path("live").asBoolean() ? "* " : "  ")
                                + release.path("number").asText(),
                        release.path("at").asText().replaceFirst("\\.\\d+", ""),
                        release.path("by").asText(),
                        release.path("source").asText() + done(release),
                        release.path("message").asText())));
        out.println(AlignedText.of(lines));
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
}
