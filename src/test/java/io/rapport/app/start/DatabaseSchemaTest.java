package io.rapport.app.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.app.embedded.StartRefused;
import io.rapport.journey.internal.V1__Engine_schema;
import io.rapport.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@DisplayName("Rapport keeps to its own schema, whatever the role is called and anyone who else lives in the database")
@Tag("slow")
class DatabaseSchemaTest {

    private final TestDatabase database = TestDatabase.create();

    private void run(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> column(String sql) throws SQLException {
        return column(database, sql);
    }

    /** Connections as the driver makes them: no pool hides a setting here. */
    private static List<String> column(TestDatabase database, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    /** Everything that stands outside PostgreSQL's own schemas. */
    private List<String> everything() throws SQLException {
        return column(
                """
                select n.nspname || '.' || c.relname from pg_catalog.pg_class c
                join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' order by 1""");
    }

    private List<String> schemasOfEngineTables() throws SQLException {
        return column("select distinct schemaname from pg_catalog.pg_tables where tablename like 'act\\_%'");
    }

    private static FluentConfiguration flyway(DataSource source) {
        return Flyway.configure()
                .javaMigrations(new V1__Engine_schema())
                .dataSource(source)
                .locations("classpath:db/migration");
    }

    private static void start(DataSource source) {
        new DatabaseSchema(source)
                .migrate(flyway(source)
                        .schemas("rapport")
                        .defaultSchema("rapport")
                        .load());
    }

    @Test
    @DisplayName("A role named rapport starts a second time: the history is found where it was made")
    void roleNamedAsTheSchema() throws SQLException {
        run("alter database " + database.name() + " set search_path = \"$user\", public");
        run("do $$ begin create role rapport login; exception when duplicate_object then null; end $$");
        run("grant create on database " + database.name() + " to rapport");
        DataSource asRapport = new DriverManagerDataSource(
                database.jdbcUrl().replaceFirst("user=[^&]*", "user=rapport"), "rapport", "");

        start(asRapport);
        start(asRapport);

        assertThat(schemasOfEngineTables()).containsExactly("rapport");
        assertThat(column("select schemaname from pg_catalog.pg_tables where tablename = 'flyway_schema_history'"))
                .containsExactly("rapport");
    }

    @Test
    @DisplayName("Another application in public, with an engine and a Flyway of its own, is not touched")
    void publicTaken() throws SQLException {
        run("create table public.act_ge_property (name_ text primary key, value_ text)");
        run("create table public.flyway_schema_history (installed_rank int, version text, script text)");
        run("insert into public.flyway_schema_history values (1, '1', 'V1__theirs.sql')");
        run("create table public.customer (id int)");

        start(database.dataSource());

        assertThat(column("select relname from pg_catalog.pg_class where relnamespace = 'public'::regnamespace"))
                .containsExactlyInAnyOrder(
                        "act_ge_property", "act_ge_property_pkey", "flyway_schema_history", "customer");
        assertThat(column("select script from public.flyway_schema_history")).containsExactly("V1__theirs.sql");
        assertThat(schemasOfEngineTables()).containsExactlyInAnyOrder("public", "rapport");
    }

    @Test
    @DisplayName("A schema rapport of another application stops the start before the first change")
    void foreignSchema() throws SQLException {
        run("create schema rapport");
        run("create table rapport.report (id int)");
        run("create table rapport.flyway_schema_history (installed_rank int, version text, script text)");
        run("insert into rapport.flyway_schema_history values (1, '1', 'V1__reports.sql')");
        List<String> before = everything();

        assertThatThrownBy(() -> start(database.dataSource()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("another application");

        assertThat(everything()).isEqualTo(before);
        assertThat(column("select script from rapport.flyway_schema_history")).containsExactly("V1__reports.sql");
    }

    @Test
    @DisplayName("An empty schema that an administrator made for Rapport is taken, by a role that may create none")
    void preparedSchema() throws SQLException {
        run("do $$ begin create role guest login; exception when duplicate_object then null; end $$");
        run("create schema rapport authorization guest");
        DataSource asGuest =
                new DriverManagerDataSource(database.jdbcUrl().replaceFirst("user=[^&]*", "user=guest"), "guest", "");

        start(asGuest);

        assertThat(schemasOfEngineTables()).containsExactly("rapport");
    }

    @Test
    @DisplayName("Several nodes that start at once on an empty database all find a schema of their own")
    void startedAtOnce() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> starts = new ArrayList<>();
            for (int node = 0; node < 4; node++) {
                starts.add(nodes.submit(() -> start(database.dataSource())));
            }
            for (Future<?> start : starts) {
                start.get(2, TimeUnit.MINUTES);
            }
        } finally {
            nodes.shutdownNow();
        }
        assertThat(schemasOfEngineTables()).containsExactly("rapport");
    }

    @Test
    @DisplayName("A first start that was cut off before its first migration is taken up again")
    void cutOff() throws SQLException {
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:no/migrations/here")
                .schemas("rapport")
                .defaultSchema("rapport")
                .load()
                .migrate();
        assertThat(schemasOfEngineTables()).isEmpty();

        start(database.dataSource());

        assertThat(schemasOfEngineTables()).containsExactly("rapport");
    }

    /** The tests' own copies are of a database whose tables were made so. */
    @Test
    @DisplayName("No statement of a migration hangs on the search path")
    void noSearchPath() throws SQLException {
        TestDatabase migrated = TestDatabase.migrated();
        assertThat(column(migrated, "show search_path")).containsExactly("nowhere");
        assertThat(column(
                        migrated,
                        "select distinct schemaname from pg_catalog.pg_tables"
                                + " where schemaname not in ('pg_catalog', 'information_schema')"))
                .containsExactly("rapport");
    }
}
