package io.rapport.benchmark;

import io.rapport.app.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** Where the database's time goes: its own statistics of statements. */
final class Statements {

    private static final int WIDTH = 150;

    private Statements() {}

    /** Has the server load its statistics at its next start. */
    static void prepare(Path data) throws IOException, SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data, 0);
                Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute("alter system set shared_preload_libraries = 'pg_stat_statements'");
            statement.execute("alter system set pg_stat_statements.track_planning = on");
            // checks of foreign keys, too, which else count as part of what caused them
            statement.execute("alter system set pg_stat_statements.track = 'all'");
        }
    }

    static void begin(String jdbcUrl) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("create extension if not exists pg_stat_statements");
            statement.execute("select pg_stat_statements_reset()");
        }
    }

    /** @return how many statements clients have sent to the database since the beginning */
    static long sent(String jdbcUrl) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet calls = statement.executeQuery(
                        """
                        select coalesce(sum(s.calls), 0) from pg_stat_statements s
                        join pg_database d on d.oid = s.dbid where d.datname = current_database() and s.toplevel""")) {
            calls.next();
            return calls.getLong(1);
        }
    }

    /** Prints the most expensive statements since the beginning, the most expensive first. */
    static void show(String jdbcUrl, int most) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        """
                        select d.datname, s.calls, s.total_exec_time, s.total_plan_time, s.rows,
                            regexp_replace(s.query, '\\s+', ' ', 'g')
                        from pg_stat_statements s join pg_database d on d.oid = s.dbid
                        order by s.total_exec_time + s.total_plan_time desc limit %d"""
                                .formatted(most))) {
            System.out.printf("%-8s %9s %9s %9s %9s%n", "database", "calls", "work ms", "plan ms", "rows");
            while (row.next()) {
                String query = row.getString(6);
                System.out.printf(
                        Locale.ROOT,
                        "%-8s %9d %9.0f %9.0f %9d  %s%n",
                        row.getString(1),
                        row.getLong(2),
                        row.getDouble(3),
                        row.getDouble(4),
                        row.getLong(5),
                        query.substring(0, Math.min(WIDTH, query.length())));
            }
        }
    }
}
