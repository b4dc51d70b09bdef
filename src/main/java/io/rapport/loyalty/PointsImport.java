package io.rapport.loyalty;

import io.rapport.customer.CustomerImport;
import io.rapport.customer.CustomerImport.NotTaken;
import io.rapport.customer.CustomerImport.Outcome;
import io.rapport.database.CopyRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes in what files say of points, as {@link CustomerImport} takes in customers and orders: what is true then is state and
 * no news, so the accounts take level and expiry in without an event.
 */
public final class PointsImport {

    private static final String STAGING =
            """
            create temporary table if not exists staged_points (
                n bigint, customer_id text, contact text, refused text, source text, kind text, points int, lot text,
                expires_on date, recorded_at timestamptz) on commit delete rows""";

    private static final String KNOWN_POINTS =
            """
            update staged_points s
            set refused = case when e.customer_id <> s.customer_id then 'OTHER_CUSTOMER' else 'DIFFERENT' end
            from rapport.loyalty_entry e
            where e.source = s.source and s.refused is null
              and (e.customer_id, e.kind, e.points, e.lot, e.expires_on)
                  is distinct from (s.customer_id, s.kind, s.points, s.lot, s.expires_on)""";

    private static final String POINTS =
            """
            insert into rapport.loyalty_entry (customer_id, kind, source, points, lot, expires_on, recorded_at, import_id)
            select customer_id, kind, source, points, lot, expires_on, recorded_at,
                   current_setting('rapport.import_id')::bigint
            from staged_points
            where refused is null
            order by recorded_at, source
            on conflict (kind, source, coalesce(lot, source)) do nothing""";

    private static final String ACCOUNTS =
            """
            insert into rapport.loyalty_account (customer_id, silent, due_on)
            select distinct s.customer_id, true, date '1970-01-01' from staged_points s
            where s.refused is null and not exists (select from rapport.loyalty_entry e where e.source = s.source)
            order by s.customer_id
            on conflict (customer_id) do update set silent = true, due_on = excluded.due_on""";

    /** Before the entry that gave them, or without it. */
    private static final String UNKNOWN_LOTS =
            """
            select count(*) from staged_points s
            where s.refused is null and s.lot is not null
              and not exists (select from rapport.loyalty_entry e
                              where e.source = s.lot and e.customer_id = s.customer_id)""";

    private static final String ENTRY = "import:";

    private final Connection connection;
    private final CustomerImport customers;

    /**
     * @param connection of the database, without a transaction of its own making
     * @param customers on the same connection
     * @throws SQLException if the session's temporary table cannot be made
     */
    public PointsImport(Connection connection, CustomerImport customers) throws SQLException {
        this.connection = connection;
        this.customers = customers;
        update(STAGING);
    }

    /**
     * Takes entries of a points ledger in, each once, by its id.
     *
     * @param rows each id once
     * @return what came of them
     * @throws SQLException if the database fails
     */
    public Outcome take(List<ImportedPoints> rows) throws SQLException {
        requireOnce(rows);
        CopyRows.into(
                connection,
                "staged_points (n, customer_id, contact, source, kind, points, lot, expires_on, recorded_at)",
                copy -> {
                    for (ImportedPoints row : rows) {
                        copy.value(row.n())
                                .value(row.customerId())
                                .value(row.email())
                                .value(ENTRY + row.id())
                                .value(row.kind())
                                .value(row.points())
                                .value(row.lot() == null ? null : ENTRY + row.lot())
                                .value(row.expiresOn())
                                .value(row.recordedAt())
                                .end();
                    }
                });
        int made = customers.whose("staged_points", rows.stream().anyMatch(row -> row.customerId() == null));
        update(KNOWN_POINTS);
        // the lock of the accounts comes before the entries, as everywhere
        update(ACCOUNTS);
        int taken = update(POINTS);
        customers.requireUnmerged("staged_points");
        customers.changed("staged_points", "customer_id", taken);
        return new Outcome(taken, made, count(UNKNOWN_LOTS), refused());
    }

    private static void requireOnce(List<ImportedPoints> rows) {
        Set<String> seen = new HashSet<>();
        for (ImportedPoints row : rows) {
            if (!seen.add(row.id())) {
                throw new IllegalArgumentException("twice among the rows: " + row.id());
            }
        }
    }

    private int update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private int count(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet counted = statement.executeQuery(sql)) {
            counted.next();
            return counted.getInt(1);
        }
    }

    private Map<Long, NotTaken> refused() throws SQLException {
        Map<Long, NotTaken> refused = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select n, refused from staged_points where refused is not null")) {
            while (rows.next()) {
                refused.put(rows.getLong("n"), NotTaken.valueOf(rows.getString("refused")));
            }
        }
        return refused;
    }
}
