package io.rapport.app.security;

import io.rapport.app.command.Arguments;
import io.rapport.app.command.Command;
import io.rapport.app.command.CommandWords;
import io.rapport.app.command.DatabaseSettings;
import io.rapport.desk.LoginFailures;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;

/**
 * The way back for somebody whose logins are refused: {@code unlock USER} forgets the wrong passwords that were counted for
 * a login, and a lock that an earlier version may have put on it. It speaks to the database that the server's settings
 * name, or else to the embedded one of the data directory, whether or not a server runs.
 */
public final class UnlockLogin {

    private UnlockLogin() {}

    /** @return the command {@code unlock} */
    public static Command command() {
        return new Command(
                "unlock",
                "Lets somebody log in again after too many wrong passwords",
                CommandWords.one("USER", "the login, as in the Admin web app"),
                DatabaseSettings.OPTIONS,
                UnlockLogin::run);
    }

    private static int run(Arguments given, PrintStream out) throws InterruptedException {
        String login = given.words().get(0);
        try {
            return DatabaseSettings.of(given).with(connection -> {
                if (!LoginFailures.forget(connection, login)) {
                    out.println("There is no login " + login + ". Logins are written as in the Admin web app.");
                    return 1;
                }
                out.println("Done: " + login + " may log in again.");
                return 0;
            });
        } catch (SQLException | IOException e) {
            out.println("The database cannot be asked: " + e.getMessage());
            return 1;
        }
    }
}
