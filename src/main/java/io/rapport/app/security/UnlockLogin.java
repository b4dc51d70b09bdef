package io.rapport.app.security;

import io.rapport.app.embedded.KeptDatabase;
import io.rapport.app.embedded.StartRefused;
import io.rapport.desk.LoginFailures;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.StringUtils;

/**
 * The way back for somebody whose logins are refused: {@code unlock USER} forgets the wrong passwords that were counted for
 * a login, and a lock that an earlier version may have put on it. It speaks to the database that the server's settings
 * name, or else to the embedded one of the data directory, whether or not a server runs.
 */
public final class UnlockLogin {

    /** What it takes. */
    public static final String USAGE =
            "usage: unlock USER   (with the server's settings: SPRING_DATASOURCE_URL and so on, or --rapport.data-dir)";

    private UnlockLogin() {}

    /**
     * @param args {@code unlock}, the login, and maybe settings such as {@code --spring.datasource.url=…}
     * @param out where to say what was done
     * @return the exit code: 0 if it was done, 1 if it could not be, 2 if it was asked wrongly
     */
    public static int run(String[] args, PrintStream out) {
        List<String> words =
                Arrays.stream(args).filter(word -> !word.startsWith("--")).toList();
        if (words.size() != 2) {
            out.println(USAGE);
            return 2;
        }
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(args));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        String url = environment.getProperty("spring.datasource.url");
        try {
            return StringUtils.hasText(url)
                    ? forget(
                            words.get(1),
                            url,
                            environment.getProperty("spring.datasource.username"),
                            environment.getProperty("spring.datasource.password"),
                            out)
                    : forgetInEmbedded(
                            words.get(1), Path.of(environment.getProperty("rapport.data-dir", "./data")), out);
        } catch (StartRefused refused) {
            out.println(refused.getMessage() + " " + refused.action());
            return 2;
        } catch (SQLException | IOException e) {
            out.println("The database cannot be asked: " + e.getMessage());
            return 1;
        }
    }

    private static int forgetInEmbedded(String login, Path data, PrintStream out) throws IOException, SQLException {
        try (KeptDatabase database = KeptDatabase.open(data)) {
            return forget(login, database.jdbcUrl(), database.user(), null, out);
        }
    }

    private static int forget(String login, String url, String user, String password, PrintStream out)
            throws SQLException {
        Properties credentials = new Properties();
        put(credentials, "user", user);
        put(credentials, "password", password);
        try (Connection connection = DriverManager.getConnection(url, credentials)) {
            if (!LoginFailures.forget(connection, login)) {
                out.println("There is no login " + login + ". Logins are written as in the Admin web app.");
                return 1;
            }
        }
        out.println("Done: " + login + " may log in again.");
        return 0;
    }

    private static void put(Properties login, String name, String value) {
        if (value != null) {
            login.put(name, value);
        }
    }
}
