package io.rapport.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** What tables that follow orders cost where many orders change in one statement, beside the same without them. */
final class OrderUpdates {

    private static final int ORDERS = 30_000;

    private OrderUpdates() {}

    /** Changes orders of a database, and undoes it; prints the figures. */
    static void run(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create temporary table some_order as select id from rapport.customer_order limit " + ORDERS);
            statement.execute("analyze some_order");
            connection.setAutoCommit(false);
            compare(connection, statement, "carrier = 'Parcel'", "that got a carrier");
            compare(connection, statement, "called_off = 'cancelled', cancelled_at = placed_at", "that were called off");
        }
    }

    private static void compare(Connection connection, Statement statement, String change, String what)
            throws SQLException {
        double bare = seconds(connection, statement, change, "replica");
        double followed = seconds(connection, statement, change, "origin");
        System.out.printf(
                Locale.ROOT,
                "%-66s %8.1f s   %.2f × without triggers%n",
                ORDERS + " orders " + what + ", in one statement",
                followed,
                followed / bare);
    }

    /** The second time, since the first one finds nothing in memory. */
    private static double seconds(Connection connection, Statement statement, String change, String role)
            throws SQLException {
        double seconds = 0;
        for (int i = 0; i < 2; i++) {
            statement.execute("set local session_replication_role = " + role);
            long begin = System.nanoTime();
            statement.executeUpdate(
                    "update rapport.customer_order set " + change + " where id in (select id from some_order)");
            seconds = (System.nanoTime() - begin) / 1e9;
            connection.rollback();
        }
        return seconds;
    }
}
