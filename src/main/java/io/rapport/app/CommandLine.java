package io.rapport.app;

import io.rapport.app.demo.SendDemo;
import java.util.OptionalInt;

/** What the jar does besides serving: commands that need no server of their own. */
public final class CommandLine {

    private CommandLine() {}

    /**
     * Runs the command that the arguments name.
     *
     * @param args the program's arguments
     * @return the exit code; empty if they name no command, so that the server is to start
     */
    public static OptionalInt run(String... args) {
        if (args.length == 0 || !args[0].equals("send-demo")) {
            return OptionalInt.empty();
        }
        if (args.length != 3) {
            System.out.println("usage: send-demo <server, such as http://localhost:8080> <api-key>");
            return OptionalInt.of(2);
        }
        return OptionalInt.of(SendDemo.run(args[1], args[2], System.out));
    }
}
