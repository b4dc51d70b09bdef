package io.rapport.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The rows that a round adds to an inbox: at the end they are deleted and vacuumed, and what stood there before stays, so
 * that each round finds the table as the one before it did.
 */
final class FurtherRows implements AutoCloseable {

    private final String jdbcUrl;
    private final String table;
    private final long last;

    /** Begins a round, with all that was written before on the disk. */
    FurtherRows(String jdbcUrl, String table) throws SQLException {
        this.jdbcUrl = jdbcUrl;
        this.table = table;
        this.last = number("select coalesce(max(seq), 0) from " + table);
        execute("checkpoint");
    }

    /** @return how many were added */
    long count() throws SQLException {
        return number("select count(*) from " + table + " where seq > " + last);
    }

    @Override
    public void close() throws SQLException {
        execute("delete from " + table + " where seq > " + last);
        execute("vacuum analyze " + table);
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
