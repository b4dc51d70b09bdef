package io.rapport.app;

import io.rapport.app.demo.SendDemo;
import io.rapport.app.imports.ImportCommand;
import io.rapport.app.releases.ReleaseCommands;
import io.rapport.app.security.UnlockLogin;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;

/** What the jar does besides serving: commands that need no server of their own. */
public final class CommandLine {

    private static final Set<String> COMMANDS = Set.of("send-demo", "unlock", ImportCommand.NAME);

    private static final Set<String> HELP = Set.of("--help", "-h", "help");

    private static final String SEND_DEMO = "usage: send-demo <server, such as http://localhost:8080> <api-key>";

    private static final String USAGE =
            """
            usage: java -jar rapport.jar [--SETTING=VALUE …]   starts the server; docs/configuration.md has the settings
                   java -jar rapport.jar COMMAND …             runs a command; COMMAND --help says what it takes
            deploy, retire, rollback, take-shipped   change what is live; releases lists it
            import                                   brings in customers, orders, consents and points from files
            unlock                                   lets somebody log in again after too many wrong passwords
            send-demo                                sends the demo's events to a server""";

    private CommandLine() {}

    /**
     * @param args the program's arguments
     * @return whether they name a command, so that {@link #run} does not leave the server to be started
     */
    public static boolean isCommand(String... args) {
        return args.length > 0
                && (COMMANDS.contains(args[0])
                        || ReleaseCommands.NAMES.contains(args[0])
                        || HELP.contains(args[0])
                        || isUnknown(args[0]));
    }

    /**
     * Runs the command that the arguments name.
     *
     * @param args the program's arguments
     * @return the exit code; empty if they name no command, so that the server is to start
     */
    public static OptionalInt run(String... args) {
        if (args.length > 0 && HELP.contains(args[0])) {
            System.out.println(USAGE);
            return OptionalInt.of(0);
        }
        if (args.length > 0 && isUnknown(args[0])) {
            System.out.println("There is no command '" + args[0] + "'.\n" + USAGE);
            return OptionalInt.of(2);
        }
        if (asksForHelp(args)) {
            System.out.println(
                    switch (args[0]) {
                        case "send-demo" -> SEND_DEMO;
                        case ImportCommand.NAME -> ImportCommand.USAGE;
                        case "unlock" -> UnlockLogin.USAGE;
                        default -> ReleaseCommands.USAGE;
                    });
            return OptionalInt.of(0);
        }
        return switch (args.length == 0 ? "" : args[0]) {
            case "send-demo" -> OptionalInt.of(sendDemo(args));
            case ImportCommand.NAME -> OptionalInt.of(ImportCommand.run(args, System.out));
            case "unlock" -> OptionalInt.of(UnlockLogin.run(args, System.out));
            default -> isCommand(args) ? OptionalInt.of(ReleaseCommands.run(args, System.out)) : OptionalInt.empty();
        };
    }

    private static boolean asksForHelp(String... args) {
        return isCommand(args) && Arrays.stream(args).skip(1).anyMatch(Set.of("--help", "-h")::contains);
    }

    /** A mistyped command must not start another node. */
    private static boolean isUnknown(String word) {
        return !word.startsWith("-")
                && !COMMANDS.contains(word)
                && !ReleaseCommands.NAMES.contains(word)
                && !HELP.contains(word);
    }

    private static int sendDemo(String... args) {
        if (args.length != 3) {
            System.out.println(SEND_DEMO);
            return 2;
        }
        return SendDemo.run(args[1], args[2], System.out);
    }
}
