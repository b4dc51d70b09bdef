package io.rapport.app.imports;

import io.rapport.app.command.Arguments;
import io.rapport.app.command.Command;
import io.rapport.app.command.CommandOption;
import io.rapport.app.command.CommandWords;
import io.rapport.app.command.DatabaseSettings;
import io.rapport.app.command.WrongUsage;
import io.rapport.app.demo.ReplayPosition;
import io.rapport.imports.FileRefused;
import io.rapport.imports.ImportJob;
import io.rapport.imports.ImportKind;
import io.rapport.imports.Imports;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code import}: brings files of customers, orders, consents, points and coupons in, into the database that the settings name, or
 * to a server that does it.
 */
public final class ImportCommand {

    private static final String SERVER = "--server";
    private static final String KEY = "--key";
    private static final String MAPPING = "--mapping";
    private static final String DRY_RUN = "--dry-run";
    private static final String NEWS_FROM = "--news-from";

    /** What names a file, and not a mapping that comes with the program. */
    private static final Pattern PATH = Pattern.compile("[./\\\\]");

    private final Map<ImportKind, Path> files;
    private final String mapping;
    private final boolean dryRun;
    private final LocalDate newsFrom;
    private final PrintStream out;

    private ImportCommand(Arguments given, PrintStream out) throws IOException {
        this.files = files(given);
        this.mapping = mapping(given);
        this.dryRun = given.has(DRY_RUN);
        this.newsFrom = given.value(NEWS_FROM).map(ImportCommand::day).orElse(null);
        this.out = out;
    }

    /** @return the command {@code import} */
    public static Command command() {
        Stream<CommandOption> kinds = Stream.of(ImportKind.values())
                .map(kind -> CommandOption.of("--" + kind.word(), "FILE", "a CSV file of " + kind.word()));
        Stream<CommandOption> others = Stream.of(
                CommandOption.of(MAPPING, "FILE", "how the files name their columns, or shopify or woocommerce"),
                CommandOption.flag(DRY_RUN, "says what it would do, and keeps nothing but what is wrong"),
                CommandOption.of(
                        NEWS_FROM,
                        "DAY",
                        "until that day, such as 2027-01-15, no journey begins by what days alone change about these"
                                + " customers, such as a lapse"),
                CommandOption.of(SERVER, "URL", "sends the files to a server, instead of into the database"),
                CommandOption.of(KEY, "KEY", "with --server: an API key of the server with the scope imports"));
        return new Command(
                "import",
                "Brings in customers, orders, consents, points and coupons from files; rows that are left out are written"
                        + " beside each file, to FILE.faults.csv, to be corrected and imported",
                CommandWords.NONE,
                Stream.of(kinds, others, DatabaseSettings.OPTIONS.stream())
                        .flatMap(options -> options)
                        .toList(),
                ImportCommand::run);
    }

    private static int run(Arguments given, PrintStream out) throws InterruptedException {
        try {
            if (given.has(SERVER) != given.has(KEY)) {
                throw new WrongUsage("--server URL and --key KEY go together: name both, or neither to import into the"
                        + " database of the settings.");
            }
            ImportCommand command = new ImportCommand(given, out);
            Imports.check(command.mapping);
            return given.has(SERVER)
                    ? new ImportServer(given.server(SERVER), given.value(KEY).orElseThrow(), out)
                            .send(command.files, command.mapping, command.dryRun, command.newsFrom)
                    : command.into(DatabaseSettings.of(given));
        } catch (FileRefused refused) {
            throw new WrongUsage(refused.getMessage());
        } catch (SQLException e) {
            out.println("The database cannot be used: " + e.getMessage() + "\nWhat is committed stays: start the same"
                    + " command again.");
        } catch (ConnectException | HttpTimeoutException | UnresolvedAddressException e) {
            out.println("The server does not answer: check the address after --server, and whether it runs. What it has"
                    + " taken stays; start the same command again.");
        } catch (IOException e) {
            out.println("It could not be done: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
        }
        return ImportReport.LEFT_OUT;
    }

    /** Customers first: the others may name them by their address. */
    private static Map<ImportKind, Path> files(Arguments given) {
        Map<ImportKind, Path> files = new EnumMap<>(ImportKind.class);
        for (ImportKind kind : ImportKind.values()) {
            given.value("--" + kind.word()).ifPresent(name -> {
                Path file = Path.of(name);
                if (!Files.isReadable(file) || Files.isDirectory(file)) {
                    throw new WrongUsage("There is no file " + name + " that can be read.");
                }
                files.put(kind, file);
            });
        }
        if (files.isEmpty()) {
            throw new WrongUsage(
                    "Name at least one file, such as --customers FILE; import --help lists what there is.");
        }
        return files;
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new WrongUsage(NEWS_FROM + " is no day, such as 2027-01-15: " + text);
        }
    }

    private static String mapping(Arguments given) throws IOException {
        String name = given.value(MAPPING).orElse(null);
        if (name == null) {
            return null;
        }
        Path file = Path.of(name);
        if (!Files.isRegularFile(file) && PATH.matcher(name).find()) {
            throw new WrongUsage("There is no file " + name
                    + " that can be read. Name the mapping's file, or shopify or" + " woocommerce.");
        }
        return Files.isRegularFile(file) ? Files.readString(file) : name;
    }

    private int into(DatabaseSettings database) throws SQLException, IOException, InterruptedException {
        if (database.isEmbedded() && ReplayPosition.in(database.data()).isUnderWay()) {
            throw new WrongUsage("The demo shop in " + database.data()
                    + " has not come to the end of its past: what is brought in now would live through the days that are"
                    + " still to be replayed. Start the demo, wait until its log says that it has arrived at today, and"
                    + " start this command again.");
        }
        return database.with(this::bringIn);
    }

    private int bringIn(Connection connection) throws SQLException, IOException, InterruptedException {
        try (Imports imports = new Imports(connection)) {
            if (!imports.tryBegin()) {
                out.println("Another import runs; this one waits for it.");
                while (!imports.tryBegin()) {
                    TimeUnit.SECONDS.sleep(1);
                }
            }
            int code = ImportReport.DONE;
            for (Map.Entry<ImportKind, Path> entry : files.entrySet()) {
                Path file = entry.getValue();
                ImportJob job = imports.run(entry.getKey(), file, mapping, dryRun, newsFrom);
                if (job.leftOut() > 0) {
                    try (Writer faults = Files.newBufferedWriter(ImportReport.faults(file))) {
                        imports.writeFaults(job, faults);
                    }
                }
                code = Math.max(code, ImportReport.print(job, file, out));
            }
            return code;
        }
    }
}
