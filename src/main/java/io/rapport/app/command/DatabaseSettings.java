package io.rapport.app.command;

import io.rapport.app.embedded.KeptDatabase;
import io.rapport.app.embedded.StartRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.StringUtils;

/**
 * Where a command finds the server's database: by the same settings, environment and files as the server, or in the data
 * directory if they name none.
 *
 * @param url of the database; null or blank for the embedded one
 * @param user null if the address says it
 * @param password null for none
 * @param data the data directory, which holds the embedded one
 */
public record DatabaseSettings(String url, String user, String password, Path data) {

    private static final String URL = "spring.datasource.url";
    private static final String USER = "spring.datasource.username";
    private static final String PASSWORD = "spring.datasource.password";
    private static final String DATA = "rapport.data-dir";

    /** For commands that speak to the database; each is also a setting of the server, by environment or file. */
    public static final List<CommandOption> OPTIONS = List.of(
            CommandOption.of("--" + URL, "URL", "the server's database, as in SPRING_DATASOURCE_URL"),
            CommandOption.of("--" + USER, "NAME", "its user, as in SPRING_DATASOURCE_USERNAME"),
            CommandOption.of("--" + PASSWORD, "WORD", "its password, as in SPRING_DATASOURCE_PASSWORD"),
            CommandOption.of(
                    "--" + DATA, "DIR", "where no database is named: the directory of the embedded one, else ./data"),
            CommandOption.of(
                    "--spring.config.location", "PLACES", "where the settings lie, as the server is started with it"),
            CommandOption.of("--spring.config.additional-location", "PLACES", "where further settings lie, likewise"),
            CommandOption.of("--spring.profiles.active", "NAMES", "which profiles of the settings count, likewise"));

    /**
     * @param given to a command that takes the {@link #OPTIONS}
     * @return where the database is
     */
    public static DatabaseSettings of(Arguments given) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(given.settings()));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return new DatabaseSettings(
                environment.getProperty(URL),
                environment.getProperty(USER),
                environment.getProperty(PASSWORD),
                Path.of(environment.getProperty(DATA, "./data")));
    }

    /** @return whether it is the one in the data directory */
    public boolean isEmbedded() {
        return !StringUtils.hasText(url);
    }

    /** What is done in the database. */
    public interface Work {

        /**
         * @param connection for this alone
         * @return the command's exit code
         */
        int in(Connection connection) throws SQLException, IOException, InterruptedException;
    }

    /**
     * Does something in the database. An embedded one that does not run is started for it, and stopped.
     *
     * @return what the work returns
     * @throws WrongUsage if there is no embedded one, or it cannot be started; says what to do
     * @throws SQLException if the database cannot be used
     */
    public int with(Work work) throws SQLException, IOException, InterruptedException {
        if (!isEmbedded()) {
            return with(work, url, user, password);
        }
        try (KeptDatabase database = KeptDatabase.open(data)) {
            return with(work, database.jdbcUrl(), database.user(), null);
        } catch (StartRefused refused) {
            throw new WrongUsage(refused.getMessage() + " " + refused.action());
        }
    }

    private static int with(Work work, String url, String user, String password)
            throws SQLException, IOException, InterruptedException {
        Properties credentials = new Properties();
        put(credentials, "user", user);
        put(credentials, "password", password);
        // keys and values of rows would be printed with the server's detail
        credentials.put("logServerErrorDetail", "false");
        try (Connection connection = DriverManager.getConnection(url, credentials)) {
            return work.in(connection);
        }
    }

    private static void put(Properties login, String name, String value) {
        if (value != null) {
            login.put(name, value);
        }
    }
}
