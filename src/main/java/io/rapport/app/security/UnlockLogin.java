package io.rapport.app.security;

import io.rapport.desk.LoginFailures;
import java.io.PrintStream;
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
 * name, whether or not a server runs.
 */
public final class UnlockLogin {

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
            out.println("usage: unlock USER   (with the server's settings: SPRING_DATASOURCE_URL and so on)");
            return 2;
        }
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(args));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        String url = environment.getProperty("spring.datasource.url");
        if (!StringUtils.hasText(url)) {
            out.println("Which database? Set SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME and"
                    + " SPRING_DATASOURCE_PASSWORD as for the server.");
            return 2;
        }
        Properties login = new Properties();
        put(login, "user", environment.getProperty("spring.datasource.username"));
        put(login, "password", environment.getProperty("spring.datasource.password"));
        try (Connection connection = DriverManager.getConnection(url, login)) {
            if (!LoginFailures.forget(connection, words.get(1))) {
                out.println("There is no login " + words.get(1) + ". Logins are written as in the Admin web app.");
                return 1;
            }
        } catch (SQLException e) {
            out.println("The database cannot be asked: " + e.getMessage());
            return 1;
        }
        out.println("Done: " + words.get(1) + " may log in again.");
        return 0;
    }

    private static void put(Properties login, String name, String value) {
        if (value != null) {
            login.put(name, value);
        }
    }
}
