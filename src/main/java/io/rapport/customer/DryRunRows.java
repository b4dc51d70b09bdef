package io.rapport.customer;

import io.rapport.database.CopyRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What dry runs of files would have taken in and have undone, as long as the database connection lives. */
final class DryRunRows {

    static final String STAGING =
            """
            create temporary table if not exists dry_run_customer (id text, contact text);
            create temporary table if not exists dry_run_key (key text primary key, content text);
            create index if not exists dry_run_customer_contact on dry_run_customer (lower(contact))""";

    private final Connection connection;

    DryRunRows(Connection connection) {
        this.connection = connection;
    }

    void addresses(List<ImportedCustomer> rows) throws SQLException {
        CopyRows.into(connection, "dry_run_customer", copy -> {
            for (ImportedCustomer row : rows) {
                if (row.email() != null) {
                    copy.value(row.id()).value(row.email()).end();
                }
            }
        });
    }

    void contents(Map<String, String> contents) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into dry_run_key (key, content) select * from unnest(?, ?) on conflict (key) do nothing")) {
            insert.setArray(
                    1, connection.createArrayOf("text", contents.keySet().toArray()));
            insert.setArray(
                    2, connection.createArrayOf("text", contents.values().toArray()));
            insert.executeUpdate();
        }
    }

    Map<String, String> contents(Collection<String> keys) throws SQLException {
        Map<String, String> found = new HashMap<>();
        try (PreparedStatement ask =
                connection.prepareStatement("select key, content from dry_run_key where key = any(?)")) {
            ask.setArray(1, connection.createArrayOf("text", keys.toArray()));
            try (ResultSet rows = ask.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString("key"), rows.getString("content"));
                }
            }
        }
        return found;
    }
}
