package io.rapport.app;

import io.rapport.app.command.AlignedText;
import io.rapport.app.command.Command;
import io.rapport.app.demo.SendDemo;
import io.rapport.app.imports.ImportCommand;
import io.rapport.app.releases.ReleaseCommands;
import io.rapport.app.security.UnlockLogin;
import io.rapport.journey.expression.Spelling;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What the jar does besides serving: commands that need no server of their own. */
public final class CommandLine {

    private static final String HELP = "help";

    private static final String USAGE =
            """
            usage: java -jar rapport.jar [--SETTING=VALUE …]   starts the server; docs/configuration.md has the settings
                   java -jar rapport.jar COMMAND …             runs a command; COMMAND --help says what it takes

            """;

    private CommandLine() {}

    /** In the order in which they are listed. */
    private static List<Command> commands() {
        return Stream.concat(
                        ReleaseCommands.all().stream(),
                        Stream.of(ImportCommand.command(), UnlockLogin.command(), SendDemo.command()))
                .toList();
    }

    /**
     * @param args the program's arguments
     * @return whether they begin with a word, or ask for help: {@link #run} does not leave the server to be started. A
     *     mistyped command must not start another node.
     */
    public static boolean isCommand(String... args) {
        return args.length > 0 && (!args[0].startsWith("-") || Command.HELP.contains(args[0]));
    }

    /**
     * Runs the command that the arguments name, which says on the terminal what was done.
     *
     * @param args the program's arguments
     * @return the exit code; empty if they name no command, so that the server is to start
     */
    public static OptionalInt run(String... args) {
        return run(System.out, args);
    }

    /**
     * Runs the command that the arguments name.
     *
     * @param out where to say what was done
     * @param args the program's arguments
     * @return the exit code; empty if they name no command, so that the server is to start
     */
    public static OptionalInt run(PrintStream out, String... args) {
        if (!isCommand(args)) {
            return OptionalInt.empty();
        }
        List<Command> commands = commands();
        if (args[0].equals(HELP) || Command.HELP.contains(args[0])) {
            out.println(usage(commands));
            return OptionalInt.of(0);
        }
        for (Command command : commands) {
            if (command.name().equals(args[0])) {
                return OptionalInt.of(command.run(out, Arrays.copyOfRange(args, 1, args.length)));
            }
        }
        out.println("There is no command " + args[0]
                + Spelling.meant(args[0], commands.stream().map(Command::name).toList()) + ".\n" + usage(commands));
        return OptionalInt.of(2);
    }

    private static String usage(List<Command> commands) {
        return USAGE
                + AlignedText.of(commands.stream()
                        .map(command -> List.of("  " + command.name(), command.summary()))
                        .toList());
    }
}
