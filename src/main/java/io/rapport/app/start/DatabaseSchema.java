package io.rapport.app.start;

import io.rapport.app.embedded.StartRefused;
import io.rapport.database.AdvisoryLocks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;

/**
 * Checks the schema {@code rapport} before the first migration: it is ours, or empty, or not there; a schema of that
 * name that belongs to another application stops the start before anything is changed. After the migrations the
 * application's role gets its rights, where it is not the one that owns the tables.
 */
final class DatabaseSchema implements FlywayMigrationStrategy {

    /** The name by which the history knows its first migration; no other application has one of this name. */
    private static final String FIRST_MIGRATION = "io.rapport.journey.internal.V1__Engine_schema";

    private static final String HISTORY = "flyway_schema_history";

    private final DataSource application;

    /** @param application connections as the application has them */
    DatabaseSchema(DataSource application) {
        this.application = application;
    }

    @Override
    public void migrate(Flyway flyway) {
        try (Connection connection = flyway.getConfiguration().getDataSource().getConnection()) {
            // held over the migrations: a node that checks while another one makes the first tables would take them for
            // somebody else's
            lock(connection, "pg_advisory_lock");
            try {
                DatabaseCharacters.check(connection);
                refuseForeign(connection);
                flyway.migrate();
                new ApplicationRole(application).grant(connection);
            } finally {
                lock(connection, "pg_advisory_unlock");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database's schema cannot be checked", e);
        }
    }

    /**
     * Makes sure that the migrations find a schema of ours.
     *
     * @throws StartRefused if the schema {@code rapport} is another application's; nothing was changed
     * @throws SQLException if the database cannot be read
     */
    private static void refuseForeign(Connection connection) throws SQLException {
        if (!isHistoryOfOurs(connection) && holdsAnything(connection) && !isBegun(connection)) {
            throw new StartRefused(
                    "The database has a schema named rapport that another application made. Nothing in it was touched.",
                    "Give Rapport a database of its own, or one without a schema of that name, by"
                            + " spring.datasource.url (SPRING_DATASOURCE_URL).");
        }
    }

    private static void lock(Connection connection, String function) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select " + function + "(?, ?)")) {
            lock.setInt(1, AdvisoryLocks.MIGRATIONS);
            lock.setInt(2, AdvisoryLocks.ONLY_ONE);
            lock.execute();
        }
    }

    private static boolean isHistoryOfOurs(Connection connection) throws SQLException {
        // a table of that name that is not Flyway's has no such column
        String columns =
                """
                select count(*) from information_schema.columns
                where table_schema = 'rapport' and table_name = ? and column_name in ('script', 'version')""";
        try (PreparedStatement statement = connection.prepareStatement(columns)) {
            statement.setString(1, HISTORY);
            if (number(statement) < 2) {
                return false;
            }
        }
        String first = "select count(*) from rapport." + HISTORY + " where version = '1' and script = ?";
        try (PreparedStatement statement = connection.prepareStatement(first)) {
            statement.setString(1, FIRST_MIGRATION);
            return number(statement) > 0;
        }
    }

    /** Whether the migrations' history is all that there is, with no migration in it: a first start was cut off there. */
    private static boolean isBegun(Connection connection) throws SQLException {
        String others =
                """
                select count(*) from pg_catalog.pg_class c
                join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'rapport' and c.relname not like 'flyway\\_schema\\_history%'""";
        try (PreparedStatement statement = connection.prepareStatement(others)) {
            if (number(statement) > 0) {
                return false;
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "select count(*) from information_schema.columns where table_schema = 'rapport' and table_name = '"
                        + HISTORY + "' and column_name = 'version'")) {
            if (number(statement) == 0) {
                return false;
            }
        }
        try (PreparedStatement statement =
                connection.prepareStatement("select count(*) from rapport." + HISTORY + " where version is not null")) {
            return number(statement) == 0;
        }
    }

    private static boolean holdsAnything(Connection connection) throws SQLException {
        String anything =
                """
                select (select count(*) from pg_catalog.pg_class c
                        join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = 'rapport')
                     + (select count(*) from pg_catalog.pg_proc p
                        join pg_catalog.pg_namespace n on n.oid = p.pronamespace where n.nspname = 'rapport')
                     + (select count(*) from pg_catalog.pg_type t
                        join pg_catalog.pg_namespace n on n.oid = t.typnamespace where n.nspname = 'rapport')""";
        try (PreparedStatement statement = connection.prepareStatement(anything)) {
            return number(statement) > 0;
        }
    }

    private static long number(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
