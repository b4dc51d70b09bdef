package io.rapport.app.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.springframework.util.ClassUtils;

/**
 * The database in a data directory, for commands: the running one of an application, or one that is started for the
 * command and stopped after it.
 */
public final class KeptDatabase implements AutoCloseable {

    private final int port;

    /** Null when an application runs it. */
    private final EmbeddedDatabase started;

    private KeptDatabase(int port, EmbeddedDatabase started) {
        this.port = port;
        this.started = started;
    }

    /**
     * Opens it.
     *
     * @param data the data directory, {@code rapport.data-dir}
     * @return the database, which takes connections
     * @throws StartRefused if there is none, or if it cannot be started; says what to do
     */
    public static KeptDatabase open(Path data) {
        Path home = data.toAbsolutePath().normalize();
        Path directory = home.resolve("postgres");
        if (!Files.exists(directory)) {
            throw new StartRefused(
                    "There is no database in " + home + ".",
                    "Name the server's database by SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME and"
                            + " SPRING_DATASOURCE_PASSWORD, or the directory of its embedded one by --rapport.data-dir=….");
        }
        try {
            OptionalInt running = new Postmaster(directory).port();
            if (running.isPresent()) {
                return new KeptDatabase(running.getAsInt(), null);
            }
        } catch (IOException e) {
            throw new StartRefused(
                    "The database in " + home + " cannot be checked: " + e.getMessage(),
                    "Run the command as the user who runs the server.",
                    e);
        }
        if (!ClassUtils.isPresent(EmbeddedEnvironment.DATABASE, null)) {
            throw new StartRefused(
                    "The database in " + home + " does not run, and this jar cannot start it.",
                    "Use rapport-demo.jar, which made it, or start its server first.");
        }
        EmbeddedDatabase started = EmbeddedDatabase.start(home, 0);
        return new KeptDatabase(started.port(), started);
    }

    /** @return the JDBC address */
    public String jdbcUrl() {
        return EmbeddedDatabase.jdbcUrl(port);
    }

    /** @return the database's user, whom the server trusts on this machine */
    public String user() {
        return EmbeddedDatabase.USER;
    }

    @Override
    public void close() throws IOException {
        if (started != null) {
            started.close();
        }
    }
}
