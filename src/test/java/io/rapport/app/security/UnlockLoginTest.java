package io.rapport.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.app.embedded.EmbeddedDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("unlock, where no database is named")
class UnlockLoginTest {

    @TempDir
    Path data;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    @DisplayName("speaks to the embedded one, whether its server runs or not, and leaves it as it was")
    void embedded() throws Exception {
        // those that the tests' own database has unpacked
        Files.createSymbolicLink(
                data.resolve("postgres-programs"),
                Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg")));
        try (EmbeddedDatabase running = EmbeddedDatabase.start(data, 0)) {
            execute(running, "create schema rapport");
            execute(running, "create table rapport.login_failure (login bytea)");
            execute(running, "create table rapport.act_id_user (id_ text, attempts_ int, lock_exp_time_ timestamp)");
            execute(running, "insert into rapport.act_id_user values ('clara', 10, now() + interval '1 day')");

            assertThat(unlock("clara")).isZero();
            assertThat(attempts(running)).isZero();
            assertThat(unlock("nobody")).isEqualTo(1);

            execute(running, "update rapport.act_id_user set attempts_ = 10");
        }

        assertThat(unlock("clara")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("Done: clara may log in again.");

        try (EmbeddedDatabase again = EmbeddedDatabase.start(data, 0)) {
            assertThat(attempts(again)).isZero();
        }
    }

    @Test
    @DisplayName("says where it looked when there is none, and makes none")
    void none() {
        assertThat(unlock("clara")).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("There is no database in " + data, "SPRING_DATASOURCE_URL", "rapport.data-dir");
        assertThat(data).isEmptyDirectory();
    }

    private int unlock(String login) {
        return UnlockLogin.command()
                .run(new PrintStream(said, true, StandardCharsets.UTF_8), login, "--rapport.data-dir=" + data);
    }

    private static void execute(EmbeddedDatabase database, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int attempts(EmbeddedDatabase database) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select attempts_ from rapport.act_id_user")) {
            row.next();
            return row.getInt(1);
        }
    }
}
