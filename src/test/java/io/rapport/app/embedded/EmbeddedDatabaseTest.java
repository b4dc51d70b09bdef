package io.rapport.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class EmbeddedDatabaseTest {

    /** Shared by the tests, since making a database takes its time. */
    @TempDir
    static Path data;

    @TempDir
    Path another;

    @BeforeEach
    void shareThePrograms() throws Exception {
        Path programs = Files.createDirectories(data.resolve("postgres-programs"));
        Files.createSymbolicLink(another.resolve("postgres-programs"), programs);
    }

    @Test
    void keepsWhatWasCommittedOverAStopAndOverAKill() throws Exception {
        try (EmbeddedDatabase first = EmbeddedDatabase.start(data, 0)) {
            execute(first, "create table note (text text)");
            execute(first, "insert into note values ('before the stop')");
            assertThat(query(first, "show fsync")).isEqualTo("on");
            assertThat(query(first, "show synchronous_commit")).isEqualTo("on");
        }
        assertThat(server()).as("the server after a clean stop").isEmpty();

        try (EmbeddedDatabase second = EmbeddedDatabase.start(data, 0)) {
            execute(second, "insert into note values ('before the kill')");
            ProcessHandle killed = server().orElseThrow();
            killed.destroyForcibly();
            assertThat(Postmaster.awaitEnd(killed)).isTrue();
        }
        assertThat(data.resolve("postgres/postmaster.pid"))
                .as("the leftover of the killed server")
                .exists();

        try (EmbeddedDatabase third = EmbeddedDatabase.start(data, 0)) {
            assertThat(query(third, "select string_agg(text, ', ' order by text) from note"))
                    .isEqualTo("before the kill, before the stop");
        }
    }

    @Test
    void knowsTheLettersOfEveryAlphabet() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data, 0)) {
            assertThat(query(database, "select lower('ÄПΩ')")).isEqualTo("äпω");
            assertThat(query(database, "select datctype from pg_database where datname = current_database()"))
                    .isEqualTo(CharacterType.find());
        }
    }

    @Test
    void startsAServerAgainThatDiedWhileTheApplicationRuns() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data, 0)) {
            execute(database, "create table survivor (text text)");
            execute(database, "insert into survivor values ('before the death')");
            ProcessHandle dead = server().orElseThrow();

            dead.destroyForcibly();

            assertThat(Postmaster.awaitEnd(dead)).isTrue();
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .until(() -> query(database, "select text from survivor").equals("before the death"));
            assertThat(server().orElseThrow().pid()).isNotEqualTo(dead.pid());
        }
        assertThat(server()).as("the server after a clean stop").isEmpty();
    }

    @Test
    void stopsAServerThatOutlivedItsApplication() throws Exception {
        try (EmbeddedDatabase orphan = EmbeddedDatabase.start(data, 0)) {
            ProcessHandle server = server().orElseThrow();

            new Postmaster(directory()).clearLeftover();

            assertThat(Postmaster.awaitEnd(server)).isTrue();
            assertThat(server()).isEmpty();
            assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
        }
    }

    @Test
    void doesNotWaitForTheParentOfAProcessThatHasEnded() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "skipped: no /proc");
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0 & echo $!; exec sleep 300").start();
        try (BufferedReader said = parent.inputReader()) {
            ProcessHandle orphan =
                    ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();

            assertThat(Postmaster.awaitEnd(orphan)).isTrue();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void leavesAnotherProcessAloneThatHasTheServersOldNumber() throws Exception {
        Path directory = Files.createDirectories(another.resolve("postgres"));
        Path pidFile = Files.writeString(
                directory.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n" + directory + "\n");

        new Postmaster(directory).clearLeftover();

        assertThat(pidFile).doesNotExist();
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void refusesADirectoryThatAnotherApplicationUses() throws Exception {
        try (EmbeddedDatabase running = EmbeddedDatabase.start(data, 0)) {
            assertThatThrownBy(() -> EmbeddedDatabase.start(data, 0))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("Another Rapport is running");
            assertThat(query(running, "select 'unharmed'")).isEqualTo("unharmed");
        }
    }

    @Test
    void takesAnotherPortWhenItsOwnIsBusy() throws Exception {
        try (EmbeddedDatabase one = EmbeddedDatabase.start(data, 0);
                EmbeddedDatabase other = EmbeddedDatabase.start(another, one.port())) {
            assertThat(other.port()).isNotEqualTo(one.port());
            assertThat(query(other, "show data_directory")).startsWith(another.toString());
        }
    }

    @Test
    void startsAfreshWhenTheFirstStartWasCutOff() throws Exception {
        Files.createDirectories(another.resolve("postgres"));
        Files.writeString(another.resolve("postgres/PG_VERSION"), "17\n");

        try (EmbeddedDatabase database = EmbeddedDatabase.start(another, 0)) {
            assertThat(query(database, "select 'up'")).isEqualTo("up");
        }
    }

    @Test
    void saysWhyItCannotStart() throws Exception {
        EmbeddedDatabase.start(data, 0).close();
        Path settings = directory().resolve("postgresql.conf");
        String before = Files.readString(settings);
        Files.writeString(settings, "no_such_setting = 1\n");
        try {
            assertThatThrownBy(() -> EmbeddedDatabase.start(data, 0))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("no_such_setting");
        } finally {
            Files.writeString(settings, before);
        }
    }

    private Path directory() throws Exception {
        return data.toRealPath().resolve("postgres");
    }

    private Optional<ProcessHandle> server() throws Exception {
        return new Postmaster(directory()).running();
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
    }
}
